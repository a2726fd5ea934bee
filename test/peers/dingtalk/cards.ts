import type { Organisation } from './organisation.js';
import { isFields, ok, refused, strangeField, text, type Answer, type Arrived, type Fields } from './wire.js';

export interface ShownCard {
  readonly outTrackId: string;
  params: Record<string, string>;
  /** `IM_GROUP.cid…` and `IM_ROBOT.user`; empty while it was delivered nowhere. */
  readonly spaces: string[];
  readonly pinged: string[];
  readonly callbackType: unknown;
  /** What the platform showed to one person alone, by user id. */
  readonly answers: Map<string, Record<string, string>>;
}

const CREATE = ['cardTemplateId', 'outTrackId', 'callbackType', 'callbackRouteKey', 'cardData', 'privateData', 'openSpaceId', 'imGroupOpenSpaceModel', 'imRobotOpenSpaceModel', 'imGroupOpenDeliverModel', 'imRobotOpenDeliverModel', 'userIdType', 'userId', 'openDynamicDataConfig'];
const DELIVER = ['outTrackId', 'openSpaceId', 'imGroupOpenDeliverModel', 'imRobotOpenDeliverModel', 'userIdType'];
const UPDATE = ['outTrackId', 'cardData', 'privateData', 'cardUpdateOptions', 'userIdType'];

/** Interactive cards as open.dingtalk.com describes them: create-and-deliver-cards, interactive-card-update-interface. */
export class CardDesk {
  readonly cards = new Map<string, ShownCard>();
  /** Words that content screening refuses. */
  readonly unsafe = new Set<string>();
  /** Spaces that a card is not delivered to, though the call succeeds. */
  readonly unreachable = new Set<string>();
  /** outTrackIds whose tap waits for its acknowledgement. */
  readonly inCallback = new Set<string>();

  constructor(
    private readonly room: Organisation,
    private readonly app: { readonly robotCode: string; readonly templateId: string },
    private readonly violations: string[],
  ) {}

  create({ body }: Arrived): Answer {
    const strange = strangeField(body, CREATE);
    if (strange !== null) return refused(`param.unknown.${strange}`);
    const outTrackId = text(body['outTrackId']);
    const params = paramsIn(body['cardData']);
    if (outTrackId === null || outTrackId.length > 100 || params === null) return refused('param.error');
    if (body['cardTemplateId'] !== this.app.templateId) return refused('param.templateNotExist');
    if (!['STREAM', 'HTTP', undefined].includes(body['callbackType'] as string)) return refused('param.callbackTypeError');
    if (body['callbackType'] === 'HTTP' && text(body['callbackRouteKey']) === null) return refused('param.callbackRouteKeyEmpty');
    if (this.cards.has(outTrackId)) return refused('param.cardAlreadyExist');
    const space = this.spaceFault(body);
    if (space !== null) return refused(space);
    if (this.isUnsafe(params, body)) return refused('param.contentUnsafe');
    const card = { outTrackId, params, spaces: [], pinged: [], callbackType: body['callbackType'], answers: new Map<string, Record<string, string>>() };
    this.cards.set(outTrackId, card);
    return ok({ success: true, result: { outTrackId, deliverResults: [this.delivers(card, body)] } });
  }

  deliver({ body }: Arrived): Answer {
    const strange = strangeField(body, DELIVER);
    const card = this.cards.get(String(body['outTrackId']));
    if (strange !== null || card === undefined) return refused(strange === null ? 'param.cardNotExist' : `param.unknown.${strange}`);
    const space = this.spaceFault(body);
    return space === null ? ok({ success: true, result: [this.delivers(card, body)] }) : refused(space);
  }

  /** Without `updateCardDataByKey` whatever is left out becomes empty. */
  update({ body }: Arrived): Answer {
    const strange = strangeField(body, UPDATE);
    if (strange !== null) return refused(`param.unknown.${strange}`);
    const card = this.cards.get(String(body['outTrackId']));
    if (card === undefined) return refused('param.cardNotExist');
    if (body['cardData'] === undefined && body['privateData'] === undefined) return refused('param.cardDataAndPrivateDataBothEmpty');
    if (this.inCallback.has(card.outTrackId)) this.violations.push(`updated inside the callback: ${card.outTrackId}`);
    const params = paramsIn(body['cardData']);
    if (params === null) return refused('param.error');
    if (this.isUnsafe(params, {})) return refused('param.contentUnsafe');
    const byKey = isFields(body['cardUpdateOptions']) && body['cardUpdateOptions']['updateCardDataByKey'] === true;
    card.params = byKey ? { ...card.params, ...params } : params;
    return ok({ success: true, result: true });
  }

  /** The cards somebody sees in a chat, oldest first. */
  shownIn(space: string): ShownCard[] {
    return [...this.cards.values()].filter((card) => card.spaces.includes(space));
  }

  private spaceFault(body: Fields): string | null {
    const id = text(body['openSpaceId']);
    const [, kind, target = ''] = /^dtv1\.card\/\/(IM_GROUP|IM_ROBOT)\.([^;]+)$/.exec(id ?? '') ?? [];
    if (id === null || kind === undefined || id.length > 1000) return 'param.openSpaceIdInvalid';
    const [model, deliver] = kind === 'IM_GROUP' ? ['imGroupOpenSpaceModel', 'imGroupOpenDeliverModel'] : ['imRobotOpenSpaceModel', 'imRobotOpenDeliverModel'];
    const [space, how] = [body[model ?? ''], body[deliver ?? '']];
    if (space !== undefined && (!isFields(space) || typeof space['supportForward'] !== 'boolean')) return 'param.openSpaceModelError';
    if (!isFields(how)) return 'param.openDeliverModelEmpty';
    if (how['robotCode'] !== this.app.robotCode || (kind === 'IM_ROBOT' && how['spaceType'] !== 'IM_ROBOT')) return 'param.openDeliverModelError';
    if (how['atUserIds'] !== undefined && !isFields(how['atUserIds'])) return 'param.openDeliverModelError';
    if (kind === 'IM_ROBOT') return this.room.people.has(target) ? null : 'param.userIdNotExist';
    return this.room.groups.get(target)?.robot === true ? null : 'param.openSpaceIdInvalid';
  }

  private delivers(card: ShownCard, body: Fields): object {
    const space = String(body['openSpaceId']).replace('dtv1.card//', '');
    const [spaceType, spaceId] = [space.slice(0, space.indexOf('.')), space.slice(space.indexOf('.') + 1)];
    if (this.unreachable.has(space)) return { spaceType, spaceId, success: false, carrierId: '', errorMsg: 'spaceId is illegal' };
    card.spaces.push(space);
    const group = body['imGroupOpenDeliverModel'];
    if (isFields(group) && isFields(group['atUserIds'])) card.pinged.push(...Object.keys(group['atUserIds']));
    return { spaceType, spaceId, success: true, carrierId: `carrier-${card.outTrackId}`, errorMsg: '' };
  }

  private isUnsafe(params: Readonly<Record<string, string>>, body: Fields): boolean {
    const all = JSON.stringify([params, body['imGroupOpenSpaceModel'], body['imRobotOpenSpaceModel']]);
    return [...this.unsafe].some((word) => all.includes(word));
  }
}

/** Map<string, string>: keys to 100 bytes, values to 1 KB. */
function paramsIn(cardData: unknown): Record<string, string> | null {
  const map = isFields(cardData) ? cardData['cardParamMap'] : null;
  if (!isFields(map)) return null;
  const fits = Object.entries(map).every(([key, value]) => Buffer.byteLength(key) <= 100 && typeof value === 'string' && Buffer.byteLength(value) <= 1024);
  return fits ? { ...(map as Record<string, string>) } : null;
}

/** What can be tapped on a card as it is shown: by label, what the button or the form sends. */
export function tappable(card: ShownCard): { readonly label: string; readonly params: (words: string) => Fields }[] {
  const { params } = card;
  if (params['state'] !== 'open') return [];
  const buttons = [1, 2, 3, 4].filter((slot) => (params[`button${slot}`] ?? '') !== '');
  const plain = buttons.map((slot) => ({ label: params[`button${slot}`] ?? '', params: () => ({ action: params[`action${slot}`] ?? '' }) }));
  const form = JSON.parse(params['form'] ?? '{"fields":[]}') as { readonly fields: readonly Fields[] };
  const act = form.fields.find((field) => field['name'] === 'action');
  if (act === undefined || params['form_shown'] !== 'yes') return plain;
  const options = act['hidden'] === true ? [{ value: act['defaultValue'], text: params['form_btn_text'] }] : (act['options'] as Fields[]);
  return [...plain, ...options.map((option) => ({ label: String(option['text']), params: (words: string) => ({ form: { action: option['value'], words }, action: 'form' }) }))];
}
