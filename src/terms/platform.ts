/** A chat with somebody who is none of our people, by the platform's id: he gets one polite answer. */
export const STRANGER = 'stranger:';

/** WeCom compares ids without regard to case, and writes them in either (90236, `invaliduser`); elsewhere they are taken as they are. */
export const userKey = (channel: string, userId: string): string => (channel === 'wecom' ? userId.toLowerCase() : userId);

/** How people call the platforms. */
const NAMES: Readonly<Record<string, string>> = { wecom: '企业微信', dingtalk: '钉钉', simulator: '模拟通道' };
export const platformName = (channel: string): string => NAMES[channel] ?? channel;
