import type { PaperPlatform } from './paper-platform.js';

/** A browser's way to the platform and back; its session's cookie. */
export async function signsIn(url: string, platform: PaperPlatform, userId: string): Promise<{ readonly cookie: string; readonly location: string }> {
  const begun = await fetch(`${url}/api/sign-in/${platform.name}?to=/%23setup`, { redirect: 'manual' });
  const state = new URL(begun.headers.get('location') ?? '').searchParams.get('state') ?? '';
  const browser = cookiesOf(begun).join('; ');
  platform.codes.set(`code-${userId}`, userId);
  return comesBack(url, platform.name, { code: `code-${userId}`, state, cookie: browser });
}

export async function comesBack(url: string, channel: string, came: { readonly code: string; readonly state: string; readonly cookie: string }): Promise<{ readonly cookie: string; readonly location: string; readonly whole: string }> {
  const query = new URLSearchParams({ code: came.code, state: came.state }).toString();
  const back = await fetch(`${url}/api/signed-in/${channel}?${query}`, { redirect: 'manual', headers: { cookie: came.cookie } });
  return { cookie: cookiesOf(back).filter((one) => one.startsWith('__Host-kesu=')).join('; '), location: back.headers.get('location') ?? '', whole: back.headers.getSetCookie().find((one) => one.startsWith('__Host-kesu=')) ?? '' };
}

const cookiesOf = (answer: Response): string[] => answer.headers.getSetCookie().map((one) => one.split(';')[0] ?? '');
