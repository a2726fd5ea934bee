import { readFileSync } from 'node:fs';
import { cardParams } from '../../src/channels/dingtalk/encode.js';

/** The template an administrator imports (docs/dingtalk-card/) and what the adapter fills are one thing in two places. */
interface Node {
  readonly componentName: string;
  readonly props: Readonly<Record<string, unknown>>;
  readonly children?: readonly Node[];
}
interface Editor {
  readonly variableList: readonly { readonly name: string; readonly private: boolean }[];
  readonly schema: { readonly componentsTree: readonly Node[] };
  readonly mockData: { readonly cardData: Readonly<Record<string, unknown>> };
}

const file = JSON.parse(readFileSync(new URL('../../docs/dingtalk-card/kesu-card.json', import.meta.url), 'utf8')) as { editorData: string; widgetInfo: string; type: string; mode: string };
const editor = JSON.parse(file.editorData) as Editor;
const params = cardParams({ card: { title: 't', state: 'open', facts: [], basis: [], buttons: [] } });
const variables = editor.variableList.map((one) => one.name);
const nodes = (list: readonly Node[]): Node[] => list.flatMap((one) => [one, ...nodes(one.children ?? [])]);
const all = nodes(editor.schema.componentsTree);

test('the template has exactly the variables the adapter fills, all of them public', () => {
  expect([...variables].sort()).toEqual(Object.keys(params).sort());
  expect(editor.variableList.filter((one) => one.private)).toEqual([]);
  expect(Object.keys(editor.mockData.cardData).sort()).toEqual([...variables].sort());
  expect([file.type, file.mode]).toEqual(['im', 'card']);
});

test('every variable is shown or asked somewhere, and nothing else is', () => {
  const text = JSON.stringify(all.map((one) => one.props));
  const used = new Set([...text.matchAll(/\$\{(\w+)\}|"variable":"(\w+)"/g)].map((match) => match[1] ?? match[2] ?? ''));
  // The story knows the state; on the card `tag` says it in words.
  expect([...used].sort()).toEqual(variables.filter((name) => name !== 'state').sort());
});

test('each button sends the act beside its label, back to us', () => {
  const list = all.find((one) => one.componentName === 'ButtonList')?.props['buttons'] as { readonly list: readonly Readonly<Record<string, unknown>>[] };
  expect(list.list.map((one) => [one['actionType'], (one['text'] as { content: string }).content, (one['params'] as { name: string; variable: string }[]).map(({ name, variable }) => `${name}=${variable}`)])).toEqual(
    [1, 2, 3, 4].map((slot) => ['request', `\${button${slot}}`, [`action=action${slot}`]]),
  );
  expect(all.find((one) => one.componentName === 'Form')?.props['actionType']).toBe('request');
});
