import { EyeInvisibleOutlined, EyeOutlined, MobileOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import type { Sms } from '../api.js';
import { showTime } from '../business-time.js';

interface PhonesPaneProps {
  readonly phones: readonly { readonly number: string; readonly received: readonly Sms[] }[];
}

/** 客户手机: what the customers have been sent. */
export function PhonesPane({ phones }: PhonesPaneProps) {
  return (
    <div className="pane phones-pane">
      <h2>客户手机</h2>
      {phones.length === 0 ? (
        <div className="phone empty">
          <div className="phone-screen">
            <MobileOutlined aria-hidden />
            <p>还没有短信</p>
            <p className="quiet">登记、联系不上、处理完毕、回访时发给业主的短信会出现在这里。</p>
          </div>
        </div>
      ) : (
        <ul className="phones" aria-live="polite">
          {phones.map(({ number, received }) => (
            <li key={number}>
              <Phone number={number} received={received} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Phone({ number, received }: PhonesPaneProps['phones'][number]) {
  const [revealed, setRevealed] = useState(false);
  const masked = number.length >= 8 ? `${number.slice(0, 3)}****${number.slice(-4)}` : number;
  return (
    <section className="phone" data-testid={`phone-${number}`} aria-label={`尾号 ${number.slice(-4)} 的手机`}>
      <div className="phone-screen">
        <header className="phone-head">
          <span className="phone-number">{revealed ? number : masked}</span>
          <Button
            type="text"
            size="small"
            icon={revealed ? <EyeInvisibleOutlined /> : <EyeOutlined />}
            aria-label={revealed ? '隐藏号码' : '显示号码'}
            aria-pressed={revealed}
            onClick={() => setRevealed(!revealed)}
          />
        </header>
        <ol className="sms-list" tabIndex={0} aria-label="短信">
          {received.map((sms) => (
            <li key={sms.seq}>
              <time dateTime={sms.at}>{showTime(sms.at)}</time>
              <p>{sms.text}</p>
            </li>
          ))}
        </ol>
      </div>
    </section>
  );
}
