import { fileTypeFromBuffer } from 'file-type';
import type { MediaRef } from '../port/arrival.js';
import { MediaGone, type MediaFile } from '../port/platform.js';
import type { DingtalkApi } from './api.js';
import { textIn } from './fields.js';
import { download } from '../port/http.js';

/** DingTalk's own limit for files and pictures. */
const MOST = 20 * 1024 * 1024;

/** Gets what a message named. The code ends after a while and its address sooner: called at once, and kept by whoever calls. */
export async function mediaFile(api: DingtalkApi, { ref, name, kind }: MediaRef): Promise<MediaFile> {
  const body = { downloadCode: ref['downloadCode'] ?? '', robotCode: ref['robotCode'] ?? '' };
  const answer = await api.call({ method: 'POST', path: '/v1.0/robot/messageFiles/download', body });
  if (!answer.ok) {
    if (/downloadCode|robotCode|invalidParameter/i.test(answer.code)) throw new MediaGone(`download: ${answer.code}`);
    throw new Error(`download: ${answer.code}`);
  }
  const url = textIn(answer.body['downloadUrl'], 4000);
  if (url === null || !/^https?:\/\//.test(url)) throw new Error('no address to download from');
  const file = await download(url, MOST);
  if (file.status === 403 || file.status === 404) throw new MediaGone(`download: HTTP ${file.status}`);
  if (file.status !== 200) throw new Error(`download: HTTP ${file.status}`);
  if (file.body === null) throw new MediaGone('longer than 20 MB');
  return named(file.body, name, kind);
}

const CALLED: Readonly<Record<MediaRef['kind'], string>> = { image: '照片', voice: '语音', file: '附件' };

/** The address ends in ".file" whatever it is: the bytes tell. */
async function named(body: Buffer, name: string | null, kind: MediaRef['kind']): Promise<MediaFile> {
  const type = await fileTypeFromBuffer(body);
  const extension = type === undefined ? '' : `.${type.ext}`;
  return { body, name: name ?? `${CALLED[kind]}${extension}`, mime: type?.mime ?? 'application/octet-stream' };
}
