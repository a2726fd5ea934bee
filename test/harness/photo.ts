/** A picture of one pixel, as a member of staff would send it. */
export const PHOTO = {
  name: '现场.png',
  mime: 'image/png',
  base64:
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
} as const;

/** The same picture as a signed agreement, and two vouchers of different content. */
export const AGREEMENT = { ...PHOTO, name: '赔付协议.png' } as const;
export const VOUCHER = {
  name: '回单.gif',
  mime: 'image/gif',
  base64: 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7',
} as const;
export const SECOND_VOUCHER = { ...VOUCHER, name: '回单2.gif', base64: 'R0lGODlhAQABAIAAAP8AAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7' } as const;
