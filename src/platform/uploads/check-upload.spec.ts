import { expect, test } from '@jest/globals';
import { checkUpload, pixelsFit } from './check-upload.js';

const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

test('a torn picture does not open, even where its missing bytes lie behind it in memory', () => {
  expect(pixelsFit(PICTURE)).toBe(true);
  expect(pixelsFit(PICTURE.subarray(0, 20))).toBe(false);
});

test('the whole picture is kept under its content, the torn one is refused', async () => {
  expect(await checkUpload('现场.png', 'image/png', PICTURE.toString('base64'))).toMatchObject({ ok: true, value: { mime: 'image/png', size: PICTURE.length } });
  expect(await checkUpload('现场.png', 'image/png', PICTURE.subarray(0, 20).toString('base64'))).toMatchObject({ ok: false, code: 'upload-pixels' });
});
