import { DisconnectOutlined } from '@ant-design/icons';

/** A strip across the page while the service does not answer. */
export function ConnectionNotice({ reachable }: { readonly reachable: boolean }) {
  return (
    <div role="status" aria-live="polite" data-testid="connection">
      {!reachable && (
        <p className="connection-notice">
          <DisconnectOutlined aria-hidden /> 服务暂时连不上，正在重试…您写的内容不会丢。
        </p>
      )}
    </div>
  );
}
