import { useState } from 'react';
import type { Attachment } from '../api.js';
import { freshId } from '../platform.js';

const LARGEST = 20 * 1024 * 1024;

export interface PickedFile {
  readonly id: string;
  readonly file: File;
}

export interface Attachments {
  readonly picked: readonly PickedFile[];
  /** @returns the names of the files that are too large and were left out */
  readonly add: (files: Iterable<File>) => readonly string[];
  readonly remove: (id: string) => void;
  readonly clear: () => void;
}

export function useAttachments(): Attachments {
  const [picked, setPicked] = useState<readonly PickedFile[]>([]);
  return {
    picked,
    add: (files) => {
      const all = [...files];
      const fitting = all.filter((file) => file.size <= LARGEST);
      setPicked((now) => [...now, ...fitting.map((file) => ({ id: freshId(), file }))]);
      return all.filter((file) => file.size > LARGEST).map((file) => file.name);
    },
    remove: (id) => setPicked((now) => now.filter((item) => item.id !== id)),
    clear: () => setPicked([]),
  };
}

export async function encodeAttachment(file: File): Promise<Attachment> {
  return { name: file.name, mime: file.type || 'application/octet-stream', base64: await base64Of(file) };
}

function base64Of(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve((typeof reader.result === 'string' ? reader.result : '').replace(/^[^,]*,/, ''));
    reader.onerror = () => reject(reader.error ?? new Error('unreadable'));
    reader.readAsDataURL(file);
  });
}
