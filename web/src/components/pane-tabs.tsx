import { CommentOutlined, MobileOutlined, TeamOutlined } from '@ant-design/icons';
import { Badge } from 'antd';

export type Pane = 'chats' | 'chat' | 'phones';

const TABS = [
  { pane: 'chats', label: '会话', icon: <TeamOutlined aria-hidden /> },
  { pane: 'chat', label: '聊天', icon: <CommentOutlined aria-hidden /> },
  { pane: 'phones', label: '客户手机', icon: <MobileOutlined aria-hidden /> },
] as const;

interface PaneTabsProps {
  readonly pane: Pane;
  readonly onPane: (pane: Pane) => void;
  readonly badges: Readonly<Record<Pane, number>>;
}

/** On a narrow screen one pane is shown at a time. */
export function PaneTabs({ pane, onPane, badges }: PaneTabsProps) {
  return (
    <nav className="pane-tabs" aria-label="页面切换">
      {TABS.map((tab) => (
        <button
          key={tab.pane}
          type="button"
          aria-current={tab.pane === pane ? 'page' : undefined}
          data-testid={`pane-${tab.pane}`}
          onClick={() => onPane(tab.pane)}
        >
          <Badge count={tab.pane === pane ? 0 : badges[tab.pane]} size="small">
            <span className="pane-tab-icon">{tab.icon}</span>
          </Badge>
          {tab.label}
        </button>
      ))}
    </nav>
  );
}
