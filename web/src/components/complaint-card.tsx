import { CheckCircleFilled, ClockCircleFilled, StopOutlined } from '@ant-design/icons';
import { Alert, Button } from 'antd';
import { useState } from 'react';
import type { CardButton, CardState } from '../../../src/terms/card.js';
import type { Person, ShownCard, Tap, TapAnswer } from '../api.js';
import { CardActionForm } from './card-action-form.js';

const STATES: Readonly<Record<CardState, { readonly label: string; readonly icon: React.ReactNode }>> = {
  open: { label: '待处理', icon: <ClockCircleFilled aria-hidden /> },
  done: { label: '已处理', icon: <CheckCircleFilled aria-hidden /> },
  void: { label: '已作废', icon: <StopOutlined aria-hidden /> },
};
/** Actions that stop, refuse or withdraw something stand apart from the way forward. */
const HOLDING_BACK = /reject|refuse|cancel|invalid|dissatisfied|void/;

interface ComplaintCardProps {
  readonly card: ShownCard;
  readonly people: readonly Person[];
  readonly onTap: (tap: Omit<Tap, 'by'>) => Promise<TapAnswer>;
}

export function ComplaintCard({ card, people, onTap }: ComplaintCardProps) {
  const [asking, setAsking] = useState<CardButton | null>(null);
  const [busy, setBusy] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const state = STATES[card.state];
  const forward = card.buttons.find(({ action }) => !HOLDING_BACK.test(action))?.action;

  const tap = async (action: string, input?: Tap['input']): Promise<void> => {
    setBusy(action);
    setRefusal(null);
    const answer = await onTap(input === undefined ? { action } : { action, input });
    setBusy(null);
    if (answer.accepted) setAsking(null);
    else setRefusal(answer.message);
  };
  const press = (button: CardButton): void => {
    if (button.input === null) {
      setAsking(null);
      void tap(button.action);
    } else {
      setRefusal(null);
      setAsking(asking?.action === button.action ? null : button);
    }
  };

  return (
    <article className={`card card-${card.state}`} data-testid={`card-${card.id}`} aria-label={`${card.title}，${state.label}`}>
      <header className="card-head">
        <h3>{card.title}</h3>
        <span className="card-state">
          {state.icon} {state.label}
        </span>
      </header>
      {card.facts.length > 0 && (
        <dl className="card-facts">
          {card.facts.map(({ label, value }, index) => (
            <div key={`${label}-${index}`}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {card.pictures !== undefined && card.pictures.length > 0 && (
        <ul className="card-pictures" aria-label="证据图片">
          {card.pictures.map(({ name, url }) => (
            <li key={url}>
              <a href={url} target="_blank" rel="noreferrer">
                <img src={url} alt={name} loading="lazy" data-testid="card-picture" />
              </a>
            </li>
          ))}
        </ul>
      )}
      {card.basis.length > 0 && (
        <p className="card-basis">
          <span>依据</span>
          {card.basis.map((rule) => (
            <span key={rule} className="rule-tag">
              {rule}
            </span>
          ))}
        </p>
      )}
      {card.buttons.length > 0 && (
        <div className="card-actions">
          {card.buttons.map((button) => (
            <Button
              key={button.action}
              type={button.action === forward && card.state === 'open' ? 'primary' : 'default'}
              danger={HOLDING_BACK.test(button.action)}
              data-testid={`card-action-${button.action}`}
              aria-expanded={button.input === null ? undefined : asking?.action === button.action}
              loading={busy === button.action && asking === null}
              disabled={busy !== null && busy !== button.action}
              onClick={() => press(button)}
            >
              {button.label}
            </Button>
          ))}
        </div>
      )}
      {card.state === 'open' && asking !== null && asking.input !== null && (
        <CardActionForm
          key={asking.action}
          label={asking.label}
          input={asking.input}
          people={people}
          danger={HOLDING_BACK.test(asking.action)}
          busy={busy === asking.action}
          onCancel={() => setAsking(null)}
          onSubmit={(input) => void tap(asking.action, input)}
        />
      )}
      <div role="status">
        {refusal !== null && <Alert className="card-refusal" type="warning" showIcon title={refusal} data-testid="card-refusal" />}
      </div>
    </article>
  );
}
