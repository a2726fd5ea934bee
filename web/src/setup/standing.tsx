import { Alert, Button } from 'antd';
import type { SetupView } from '../../../src/terms/setup.js';
import type { Save } from './part.js';

/** Whether the company is at work, and what is missing before it can be. */
export function Standing({ view, busy, save }: { readonly view: SetupView; readonly busy: boolean; readonly save: Save }) {
  const ready = view.vacancies.length === 0;
  const people = (
    <Button loading={busy} onClick={() => void save((service) => service.readPeople(), '通讯录已同步')} data-testid="read-people">
      同步通讯录
    </Button>
  );
  const live = (
    <Button type="primary" loading={busy} disabled={!ready} onClick={() => void save((service) => service.goLive(), '已启用')} data-testid="go-live">
      启用
    </Button>
  );
  const missing = (
    <ul className="setup-vacancies" data-testid="vacancies">
      {view.vacancies.map((one) => (
        <li key={one}>{one}</li>
      ))}
    </ul>
  );
  const title = view.live ? '已启用，正在受理投诉' : ready ? '各岗位都有人了，可以启用' : '还在设置中，补齐下面几项就可以启用';
  return (
    <Alert
      type={ready ? 'success' : 'warning'}
      showIcon
      title={title}
      description={ready ? undefined : missing}
      action={
        <div className="setup-actions">
          {people}
          {!view.live && live}
        </div>
      }
      data-testid="standing"
    />
  );
}
