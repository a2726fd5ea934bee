import { Button, Result, Spin } from 'antd';
import { useState } from 'react';
import type { Chat, Person } from '../api.js';
import { usePolling } from '../hooks/use-polling.js';
import { useService } from '../hooks/use-service.js';
import { ResetDialog } from './reset-dialog.js';
import { Workplace } from './workplace.js';

const EVERY = 30_000;

interface Directory {
  readonly people: readonly Person[];
  readonly chats: readonly Chat[];
}

interface DeskProps {
  readonly reachable: boolean;
  readonly onRestarted: () => void;
}

/** Reads who is there and which groups there are, then opens the workplace. */
export function Desk({ reachable, onRestarted }: DeskProps) {
  const service = useService();
  const [directory, setDirectory] = useState<Directory | null>(null);
  const [resetting, setResetting] = useState(false);

  usePolling(
    async () => {
      const [people, chats] = await Promise.all([service.people(), service.chats()]);
      const read = { people, chats };
      setDirectory((before) => (JSON.stringify(before) === JSON.stringify(read) ? before : read));
    },
    EVERY,
    'directory',
  );

  if (directory === null) {
    return (
      <main className="page-state">
        <h1 className="visually-hidden">客诉助手</h1>
        {reachable ? (
          <>
            <Spin size="large" />
            <p>正在打开，请稍候…</p>
          </>
        ) : (
          <Result status="warning" title="服务暂时连不上，正在重试…" subTitle="连上后页面会自己打开，不用刷新。" />
        )}
      </main>
    );
  }
  if (directory.people.length === 0) {
    return (
      <main className="page-state">
        <h1 className="visually-hidden">客诉助手</h1>
        <Result
          status="info"
          title="这里还没有人"
          subTitle="重新开始一次，就会准备好员工、审批人和项目群。"
          extra={
            <Button type="primary" data-testid="reset" onClick={() => setResetting(true)}>
              重新开始
            </Button>
          }
        />
        <ResetDialog open={resetting} onClose={() => setResetting(false)} onRestarted={onRestarted} />
      </main>
    );
  }
  return <Workplace people={directory.people} chats={directory.chats} onRestarted={onRestarted} />;
}
