import { Button } from 'antd';
import { useState } from 'react';

/** A message may be 64 KB long: more than this is folded. */
const LONGEST = 1_000;
const FOLDED = 600;

export function LongText({ text, className }: { readonly text: string; readonly className: string }) {
  const [open, setOpen] = useState(false);
  if (text.length <= LONGEST) return <p className={className}>{text}</p>;
  return (
    <div className={className}>
      {open ? text : `${text.slice(0, FOLDED)}…`}
      <Button type="link" size="small" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? '收起' : `展开全文（${text.length} 字）`}
      </Button>
    </div>
  );
}
