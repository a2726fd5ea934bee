import { CloseOutlined, FileOutlined } from '@ant-design/icons';
import { useEffect, useState } from 'react';
import type { PickedFile } from '../hooks/use-attachments.js';

interface FileChipsProps {
  readonly files: readonly PickedFile[];
  readonly onRemove: (id: string) => void;
}

/** The files that go out with the next message. */
export function FileChips({ files, onRemove }: FileChipsProps) {
  return (
    <ul className="file-chips" aria-label="待发送的附件">
      {files.map(({ id, file }) => (
        <li key={id}>
          {file.type.startsWith('image/') ? <Thumbnail file={file} /> : <FileOutlined aria-hidden />}
          <span className="file-name">
            {file.name}
            <span className="quiet">{showSize(file.size)}</span>
          </span>
          <button type="button" aria-label={`移除 ${file.name}`} onClick={() => onRemove(id)}>
            <CloseOutlined />
          </button>
        </li>
      ))}
    </ul>
  );
}

function Thumbnail({ file }: { readonly file: File }) {
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    const made = URL.createObjectURL(file);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return address === null ? null : <img src={address} alt="" />;
}

function showSize(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
