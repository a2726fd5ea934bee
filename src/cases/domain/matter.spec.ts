import { describe, expect, it } from '@jest/globals';
import { plainFacts, type Facts } from '../../terms/complaint.js';
import { NOTHING_HANDLED } from './case.js';
import type { CaseLink } from './links.js';
import { groupHouseholds, householdsOf, isHousehold, mergedFacts, timesComplained, withLink, withoutLink } from './matter.js';

const NOON = Date.parse('2026-03-02T12:00:00+08:00');
const LATER = NOON + 86_400_000;
const facts = (more: Partial<Facts> = {}): Facts => ({ ...plainFacts('longfor-hangzhou', NOON), ...more });
const link = (kind: CaseLink['kind'], number: string, rooms: readonly string[] = []): CaseLink => ({ caseId: `id ${number}`, number, kind, rooms, at: NOON });

describe('a household', () => {
  it.each([
    ['3-2-1501', true],
    ['3-1501', true],
    ['A-2301', true],
    ['3-2', false],
    ['12', false],
    ['B', false],
  ])('%s: %s', (room, expected) => {
    expect(isHousehold(room)).toBe(expected);
  });

  it('is counted once, however often its room is named', () => {
    expect(householdsOf(['3-2-1501', '3-2', '3-2-1501', '3-2-1502'])).toEqual(['3-2-1501', '3-2-1502']);
  });
});

describe('a group', () => {
  const lead = (households: number, members: readonly CaseLink[] = []) => ({ rooms: ['1-1-101'], facts: facts({ households }), handling: { ...NOTHING_HANDLED, links: members } });

  it('counts the rooms that are known, each once', () => {
    const members = [link('member', '2', ['1-1-201']), link('member', '3', ['1-1-301', '1-1-201'])];
    expect(groupHouseholds(lead(1, members), ['1-1-401', '1-1-101'])).toBe(4);
  });

  it('never counts fewer than were said', () => {
    expect(groupHouseholds(lead(20), ['1-1-201'])).toBe(20);
  });

  it('leaves out what is linked otherwise', () => {
    expect(groupHouseholds(lead(1, [link('later', '2', ['1-1-901'])]), [])).toBe(1);
  });
});

describe('what goes along in a merger', () => {
  it('the newest claim, and everything that has happened', () => {
    const into = facts({ claimedAmount: 100_00, safety: true, threats: ['media'], households: 3, failedTalks: 1 });
    const from = facts({ claimedAmount: 300_00, refused: true, threats: ['litigation'], households: 2, failedTalks: 1 });
    expect(mergedFacts(into, from)).toMatchObject({
      claimedAmount: 300_00,
      safety: true,
      refused: true,
      threats: ['media', 'litigation'],
      households: 3,
      failedTalks: 2,
      receivedAt: NOON,
    });
  });

  it('an older claim stays where the later report names none', () => {
    expect(mergedFacts(facts({ claimedAmount: 100_00 }), facts()).claimedAmount).toBe(100_00);
  });

  it('a claim that is new was received when the later report came in (LF-D10)', () => {
    expect(mergedFacts(facts(), facts({ receivedAt: LATER, wantsMoney: true })).happened).toEqual({ 'claim-received': LATER });
    expect(mergedFacts(facts({ claimedAmount: 1 }), facts({ receivedAt: LATER, wantsMoney: true })).happened).toEqual({});
  });

  it('the customer was reached under either number; what the earlier one knows counts first; its end is not the other’s', () => {
    const from = facts({ happened: { 'customer-reached': LATER, 'plan-received': LATER, handled: LATER } });
    expect(mergedFacts(facts(), from).happened).toEqual({ 'customer-reached': LATER });
    expect(mergedFacts(facts({ happened: { 'customer-reached': NOON } }), from).happened).toEqual({ 'customer-reached': NOON });
  });
});

describe('links', () => {
  it('one a case, the newest kind counting', () => {
    const links = withLink(withLink([], link('earlier', '1')), link('into', '1'));
    expect(links).toEqual([link('into', '1')]);
    expect(withoutLink(links, 'id 1')).toEqual([]);
  });

  it('say which complaint of the customer this is', () => {
    expect(timesComplained([])).toBe(1);
    expect(timesComplained([link('earlier', '1'), link('into', '2'), link('later', '3'), link('lead', '4')])).toBe(3);
  });
});
