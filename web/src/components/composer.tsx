import { PaperClipOutlined } from '@ant-design/icons';
import { Sender } from '@ant-design/x';
import { Button, Input } from 'antd';
import type { GetProps, GetRef } from 'antd';
import { useRef } from 'react';
import type { PickedFile } from '../hooks/use-attachments.js';
import { useNarrow } from '../hooks/use-narrow.js';
import { FileChips } from './file-chips.js';

/** The complaint a newcomer can begin with; the wording stands in the issue and the README. */
export const EXAMPLE = '3栋2单元1501业主来电,厨房漏水第三次了,要赔8000,不给就找电视台';

interface ComposerProps {
  readonly inGroup: boolean;
  readonly forManager: boolean;
  readonly offerExample: boolean;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly sending: boolean;
  readonly files: readonly PickedFile[];
  readonly onFiles: (files: Iterable<File>) => void;
  readonly onRemoveFile: (id: string) => void;
  readonly onSend: (text: string) => Promise<void>;
}

export function Composer(props: ComposerProps) {
  const { inGroup, forManager, offerExample, text, onText, sending, files, onFiles, onRemoveFile, onSend } = props;
  const narrow = useNarrow();
  const sender = useRef<GetRef<typeof Sender>>(null);
  const picker = useRef<HTMLInputElement>(null);
  const fill = (words: string): void => {
    onText(words);
    sender.current?.focus();
  };
  const phrases = forManager ? ['查询台账', '我的待办', '帮助'] : ['我的待办', '帮助'];
  const canSend = !sending && (text.trim() !== '' || files.length > 0);

  return (
    <section className="composer" aria-label="写消息">
      <div className="composer-chips">
        {offerExample && (
          <Button size="small" className="example-chip" data-testid="chat-example" onClick={() => fill(EXAMPLE)}>
            <span className="example-tag">试一试</span>
            <span className="example-text">{EXAMPLE}</span>
          </Button>
        )}
        {phrases.map((phrase) => (
          <Button key={phrase} size="small" onClick={() => fill(phrase)}>
            {phrase}
          </Button>
        ))}
      </div>
      <Sender
        ref={sender}
        value={text}
        onChange={onText}
        onSubmit={(words) => void onSend(words)}
        onPasteFile={(pasted) => onFiles(pasted)}
        loading={sending}
        placeholder={`${inGroup ? '把业主说的话发到群里' : '和客诉助手说'}${narrow ? '' : '（Enter 发送，Shift+Enter 换行）'}`}
        autoSize={{ minRows: 1, maxRows: 6 }}
        components={INPUT}
        header={files.length > 0 && <FileChips files={files} onRemove={onRemoveFile} />}
        prefix={
          <Button
            type="text"
            icon={<PaperClipOutlined />}
            aria-label="添加图片或文件（单个不超过 20 MB）"
            title="添加图片或文件，也可以直接粘贴或拖进来"
            data-testid="chat-attach"
            onClick={() => picker.current?.click()}
          />
        }
        suffix={(_, { components: { SendButton } }) => (
          <SendButton aria-label="发送" data-testid="chat-send" disabled={!canSend} />
        )}
      />
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        aria-label="选择图片或文件"
        data-testid="chat-file"
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
    </section>
  );
}

/** Sender names neither its own text area nor lets it be named through its props. */
function MessageInput(props: GetProps<typeof Input.TextArea>) {
  return <Input.TextArea {...props} aria-label="消息内容" data-testid="chat-input" />;
}
const INPUT = { input: MessageInput };
