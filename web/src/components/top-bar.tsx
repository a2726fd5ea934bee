import {
  BarChartOutlined,
  CommentOutlined,
  DownloadOutlined,
  MoreOutlined,
  QuestionCircleOutlined,
  ReloadOutlined,
} from '@ant-design/icons';
import { App as AntApp, Button, Dropdown, Modal } from 'antd';
import type { MenuProps } from 'antd';
import { useState } from 'react';
import { ServiceProblem } from '../api.js';
import type { LedgerFormat, Person } from '../api.js';
import type { ShownClock } from '../hooks/use-clock.js';
import { useNarrow } from '../hooks/use-narrow.js';
import { useService } from '../hooks/use-service.js';
import { ClockBar } from './clock-bar.js';
import { PersonSwitcher } from './person-switcher.js';
import { ResetDialog } from './reset-dialog.js';
import { FirstSteps } from './welcome-guide.js';
import type { Awaiting } from '../awaiting.js';

interface TopBarProps {
  readonly people: readonly Person[];
  readonly person: Person;
  readonly awaiting: (personId: string) => Awaiting;
  readonly onSwitch: (personId: string) => void;
  readonly clock: ShownClock;
  readonly onMoved: () => Promise<void>;
  readonly onRestarted: () => void;
}

const LEDGERS = [
  { key: 'xlsx', label: 'Excel 表格' },
  { key: 'csv', label: 'CSV 文件' },
] as const;

export function TopBar({ people, person, awaiting, onSwitch, clock, onMoved, onRestarted }: TopBarProps) {
  const narrow = useNarrow();
  const [dialog, setDialog] = useState<'reset' | 'help' | null>(null);
  const download = useLedgerDownload(person);
  const close = (): void => setDialog(null);

  const ledgerItems: MenuProps['items'] = LEDGERS.map(({ key, label }) => ({ key, label }));
  const moreItems: MenuProps['items'] = [
    ...LEDGERS.map(({ key, label }) => ({ key, label: `下载台账（${label}）`, icon: <DownloadOutlined /> })),
    { key: 'overview', label: '管理总览', icon: <BarChartOutlined /> },
    { key: 'help', label: '怎么用', icon: <QuestionCircleOutlined /> },
    { key: 'reset', label: <span data-testid="reset">重新开始</span>, icon: <ReloadOutlined /> },
  ];
  const choose = (key: string): void => {
    if (key === 'xlsx' || key === 'csv') void download(key);
    if (key === 'overview') window.location.hash = 'overview';
    if (key === 'help' || key === 'reset') setDialog(key);
  };

  return (
    <header className="top-bar">
      <div className="top-row">
        <h1 className="brand">
          <span className="brand-mark" aria-hidden>
            <CommentOutlined />
          </span>
          <span className="brand-name">客诉助手</span>
        </h1>
        <PersonSwitcher people={people} person={person} awaiting={awaiting} onSwitch={onSwitch} />
        {narrow ? (
          <Dropdown menu={{ items: moreItems, onClick: ({ key }) => choose(key) }} trigger={['click']}>
            <Button type="text" icon={<MoreOutlined />} aria-label="更多" data-testid="more" />
          </Dropdown>
        ) : (
          <div className="top-actions">
            <Button icon={<BarChartOutlined />} href="#overview" data-testid="overview">
              管理总览
            </Button>
            <Dropdown menu={{ items: ledgerItems, onClick: ({ key }) => choose(key) }} trigger={['click']}>
              <Button icon={<DownloadOutlined />} data-testid="ledger">
                下载台账
              </Button>
            </Dropdown>
            <Button icon={<QuestionCircleOutlined />} data-testid="help" onClick={() => setDialog('help')}>
              怎么用
            </Button>
            <Button icon={<ReloadOutlined />} data-testid="reset" onClick={() => setDialog('reset')}>
              重新开始
            </Button>
          </div>
        )}
      </div>
      <ClockBar clock={clock} onMoved={onMoved} />
      <ResetDialog open={dialog === 'reset'} onClose={close} onRestarted={onRestarted} />
      <Modal open={dialog === 'help'} title="四步看完一件投诉" footer={null} onCancel={close}>
        <FirstSteps />
      </Modal>
    </header>
  );
}

/** Fetches the ledger in the name of the chosen person, so that a refusal can be said in a sentence. */
function useLedgerDownload(person: Person): (format: LedgerFormat) => Promise<void> {
  const service = useService();
  const { message } = AntApp.useApp();
  return async (format) => {
    try {
      const address = URL.createObjectURL(await service.ledger(format, person.id));
      const link = document.createElement('a');
      link.href = address;
      link.download = `投诉台账.${format}`;
      link.click();
      URL.revokeObjectURL(address);
    } catch (problem) {
      void message.error(problem instanceof ServiceProblem ? problem.message : '台账没有下载成功，请稍后再试。');
    }
  };
}
