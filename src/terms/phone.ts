/** A phone number as others may see it: 138****8000; of a short number nothing stays. */
export function maskPhone(phone: string): string {
  const digits = phone.replace(/\D/g, '');
  return digits.length < 8 ? '****' : `${digits.slice(0, 3)}****${digits.slice(-4)}`;
}

const MOBILE_IN_TEXT = /(?<!\d)1[3-9]\d{9}(?!\d)/g;

/** Masks every mobile number in a text, for the groups contractors sit in. */
export const maskPhonesIn = (text: string): string => text.replace(MOBILE_IN_TEXT, maskPhone);
