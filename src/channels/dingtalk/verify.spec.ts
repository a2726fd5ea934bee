import { cardFault, cardSign, openEvent, robotFault, robotSign, sealAnswer } from './verify.js';

const oneBitOff = (text: string, at = 0): string => `${text.slice(0, at)}${String.fromCharCode(text.charCodeAt(at) ^ 1)}${text.slice(at + 1)}`;
const HOUR = 3_600_000;

describe('the signature of the robot callback', () => {
  const vectors = [
    ['1577262236757', 'this is a secret', 'DJrE6qdyVGCQz9z5r2MDuNcNAhwYnuAkyj13cx169CA='],
    ['1690362102194', 'test-app-secret', 'WLRN/1IibmPYTlDD/57CagW6ssVi74jFxEqH9xvpU4c='],
  ] as const;

  it.each(vectors)('at %s is the known one, and nothing one bit beside it passes', (timestamp, secret, sign) => {
    const now = Number(timestamp);
    expect(robotSign(secret, timestamp)).toBe(sign);
    expect(robotFault({ timestamp, sign }, secret, now)).toBeNull();
    for (let at = 0; at < sign.length; at += 1) expect(robotFault({ timestamp, sign: oneBitOff(sign, at) }, secret, now)).toBe('signature');
    expect(robotFault({ timestamp: oneBitOff(timestamp, 12), sign }, secret, now)).toBe('signature');
    expect(robotFault({ timestamp, sign }, oneBitOff(secret), now)).toBe('signature');
  });

  it('holds for an hour, both ways, and no longer', () => {
    const [timestamp, secret, sign] = vectors[1];
    const now = Number(timestamp);
    expect(robotFault({ timestamp, sign }, secret, now + HOUR)).toBeNull();
    expect(robotFault({ timestamp, sign }, secret, now + HOUR + 1)).toBe('stale');
    expect(robotFault({ timestamp, sign }, secret, now - HOUR - 1)).toBe('stale');
  });

  it('is asked for', () => {
    expect(robotFault({}, 'secret', 0)).toBe('signature');
    expect(robotFault({ timestamp: 'x', sign: robotSign('secret', 'x') }, 'secret', 0)).toBe('stale');
  });
});

describe('the signature of a tap over HTTP', () => {
  const [timestamp, secret, sign] = ['1690362102194', 'test-api-secret', 'T9hYaYmbdqjjyntz0WOgWDzqYOSXzyskMugYK5JIUjU='];
  const headers = { 'x-ddpaas-signature-timestamp': timestamp, 'x-ddpaas-signature': sign };

  it('is the known one', () => {
    expect(cardSign(secret, timestamp)).toBe(sign);
    expect(cardFault(headers, secret, Number(timestamp))).toBeNull();
    expect(cardFault({ ...headers, 'x-ddpaas-signature': oneBitOff(sign, 7) }, secret, Number(timestamp))).toBe('signature');
    expect(cardFault(headers, secret, Number(timestamp) + HOUR + 1)).toBe('stale');
  });
});

describe('an event pushed over HTTP', () => {
  const secrets = { token: 'tokenxxxx', aesKey: 'o1w0aum42yaptlz8alnhwikjd3jenzt9cb9wmzptgus', owner: 'dingxxxxxx' };
  const query = { timestamp: '1605695694141', nonce: 'WelUQl6bCqcBa2fM', msg_signature: 'f36f4ba5337d426c7d4bca0dbcb06b3ddc1388fc' };
  const encrypt = 'X1VSe9cTJUMZu60d3kyLYTrBq5578ZRJtteU94wG0Q4Uk6E/wQYeJRIC0/UFW5Wkya1Ihz9oXAdLlyC9TRaqsQ==';
  const now = Number(query.timestamp);

  it('opens: the published vector', () => {
    expect(openEvent(secrets, query, encrypt, now)).toEqual({ ok: true, text: 'success' });
    const { msg_signature: signature, ...rest } = query;
    expect(openEvent(secrets, { ...rest, signature }, encrypt, now)).toEqual({ ok: true, text: 'success' });
  });

  it('does not open one bit beside it', () => {
    for (const name of ['timestamp', 'nonce', 'msg_signature'] as const) {
      expect(openEvent(secrets, { ...query, [name]: oneBitOff(query[name], 3) }, encrypt, now)).toEqual({ ok: false, why: 'signature' });
    }
    for (let at = 0; at < encrypt.length; at += 1) expect(openEvent(secrets, query, oneBitOff(encrypt, at), now)).toEqual({ ok: false, why: 'signature' });
    expect(openEvent({ ...secrets, token: oneBitOff(secrets.token) }, query, encrypt, now)).toMatchObject({ ok: false });
    expect(openEvent({ ...secrets, aesKey: oneBitOff(secrets.aesKey, 5) }, query, encrypt, now)).toMatchObject({ ok: false });
  });

  it('is refused when it is old or for another app', () => {
    expect(openEvent(secrets, query, encrypt, now + HOUR + 1)).toEqual({ ok: false, why: 'stale' });
    expect(openEvent({ ...secrets, owner: 'dingyyyyyy' }, query, encrypt, now)).toEqual({ ok: false, why: 'receiver' });
  });

  it('is answered as it came: sealed', () => {
    const answer = sealAnswer(secrets, 'success', { noise: Buffer.alloc(16, 7), nonce: 'abcdefgh', now });
    expect(openEvent(secrets, { timestamp: answer.timeStamp, nonce: answer.nonce, msg_signature: answer.msg_signature }, answer.encrypt, now)).toEqual({ ok: true, text: 'success' });
  });

  it('of a length that lies is malformed, not a crash', () => {
    for (const body of ['', 'AAAA', Buffer.alloc(16).toString('base64'), Buffer.alloc(64, 1).toString('base64')]) {
      const answer = openEvent(secrets, { ...query, msg_signature: 'x' }, body, now);
      expect(answer.ok).toBe(false);
    }
  });
});
