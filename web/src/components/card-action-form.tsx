import { Button, Input, Select } from 'antd';
import { useId, useState } from 'react';
import type { ButtonInput } from '../../../src/terms/card.js';
import type { Person, Tap } from '../api.js';
import { roleNames } from '../role-names.js';

type Asked = Exclude<ButtonInput, null>;

const QUESTIONS: Readonly<Record<Asked, { readonly label: (action: string) => string; readonly missing: string }>> = {
  reason: { label: () => '请写明原因', missing: '请先写明原因，对方会看到。' },
  person: { label: () => '请选择一位同事', missing: '请先选择一位同事。' },
  text: { label: (action) => `请填写「${action}」的内容`, missing: '请先填写内容。' },
};

interface CardActionFormProps {
  /** What the pressed button says, repeated on the button that sends. */
  readonly label: string;
  readonly input: Asked;
  readonly people: readonly Person[];
  readonly danger: boolean;
  readonly busy: boolean;
  readonly onCancel: () => void;
  readonly onSubmit: (input: NonNullable<Tap['input']>) => void;
}

/** What a card's button asks for before it counts: a reason, a colleague or a text. */
export function CardActionForm({ label, input, people, danger, busy, onCancel, onSubmit }: CardActionFormProps) {
  const id = useId();
  const [value, setValue] = useState('');
  const [missing, setMissing] = useState(false);
  const question = QUESTIONS[input];
  const change = (next: string): void => {
    setValue(next);
    setMissing(false);
  };
  const submit = (): void => {
    if (value.trim() === '') setMissing(true);
    else onSubmit({ [input]: value.trim() });
  };

  return (
    <form
      className="card-form"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <label htmlFor={id}>{question.label(label)}</label>
      {input === 'person' ? (
        <Select
          id={id}
          autoFocus
          data-testid="card-input"
          showSearch={{ optionFilterProp: 'label' }}
          virtual={false}
          placeholder="输入姓名或岗位查找"
          notFoundContent="没有找到这个人"
          options={people.map(({ id: person, name, roles }) => ({ value: person, label: `${name}（${roleNames(roles)}）` }))}
          onChange={change}
        />
      ) : (
        <Input.TextArea
          id={id}
          autoFocus
          data-testid="card-input"
          autoSize={{ minRows: 2, maxRows: 6 }}
          value={value}
          aria-invalid={missing}
          aria-describedby={`${id}-hint`}
          onChange={(event) => change(event.target.value)}
        />
      )}
      <p id={`${id}-hint`} role="status" className="card-form-hint">
        {missing ? question.missing : ''}
      </p>
      <div className="card-actions">
        <Button type="primary" danger={danger} htmlType="submit" loading={busy} data-testid="card-submit">
          {label}
        </Button>
        <Button onClick={onCancel} disabled={busy} data-testid="card-input-cancel">
          返回
        </Button>
      </div>
    </form>
  );
}
