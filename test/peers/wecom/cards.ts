/** What a template card may hold (pages 90236 and 101032); what the platform states as hard is refused, what it cuts is noted. */
export interface Fields {
  readonly [name: string]: unknown;
}

export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

export interface Limits {
  readonly title: number;
  readonly desc: number;
  readonly words: number;
  readonly value: number;
  readonly source: number;
  readonly option: number;
}

export const APP_LIMITS: Limits = { title: 36, desc: 44, words: 160, value: 30, source: 20, option: 16 };
export const AIBOT_LIMITS: Limits = { title: 26, desc: 30, words: 112, value: 26, source: 13, option: 10 };

const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  text_notice: ['card_type', 'source', 'action_menu', 'main_title', 'emphasis_content', 'quote_area', 'sub_title_text', 'horizontal_content_list', 'jump_list', 'card_action', 'task_id', 'feedback'],
  button_interaction: ['card_type', 'source', 'action_menu', 'main_title', 'quote_area', 'sub_title_text', 'horizontal_content_list', 'button_selection', 'button_list', 'card_action', 'task_id', 'replace_text', 'feedback'],
};

export interface CardFault {
  readonly errcode: number;
  readonly errmsg: string;
}

const fault = (errcode: number, errmsg: string): CardFault => ({ errcode, errmsg });
const bad = (errmsg: string): CardFault => fault(40058, errmsg);
const longer = (value: unknown, most: number): boolean => typeof value === 'string' && [...value].length > most;
const list = (value: unknown): readonly Fields[] | null => (Array.isArray(value) && value.every(isFields) ? value : null);
const bytes = (value: unknown): number => Buffer.byteLength(String(value));

/** Null: the platform takes it. `updates`: it replaces one that is there, and needs no id of its own. */
export function faultOfCard(card: unknown, limits: Limits, updates: boolean, cuts: string[]): CardFault | null {
  if (!isFields(card)) return bad('template_card missing');
  const type = String(card['card_type']);
  const allowed = ALLOWED[type];
  if (allowed === undefined) return bad('card_type');
  const strange = Object.keys(card).find((name) => !allowed.includes(name));
  if (strange !== undefined) return bad(`unknown field ${strange}`);
  const { main_title: title, card_action: action, task_id: task } = card;
  if (!isFields(title) || typeof title['title'] !== 'string' || title['title'] === '') return bad('main_title');
  if (longer(title['title'], limits.title) || longer(title['desc'], limits.desc)) cuts.push('main_title');
  if (longer(card['sub_title_text'], limits.words)) cuts.push('sub_title_text');
  if (isFields(card['source']) && longer(card['source']['desc'], limits.source)) cuts.push('source');
  if (type === 'text_notice' && (!isFields(action) || ![1, 2].includes(Number(action['type'])) || typeof action['url'] !== 'string')) return fault(42045, 'card_action missing or invalid');
  if (task !== undefined && (typeof task !== 'string' || !/^[0-9A-Za-z_\-@]{1,128}$/.test(task))) return bad('task_id');
  if (task === undefined && !updates && type === 'button_interaction') return bad('task_id missing');
  return faultOfFacts(card, limits, cuts) ?? (type === 'button_interaction' ? faultOfButtons(card, limits, cuts) : null) ?? faultOfMenu(card);
}

function faultOfFacts(card: Fields, limits: Limits, cuts: string[]): CardFault | null {
  const facts = card['horizontal_content_list'];
  if (facts === undefined) return null;
  const rows = list(facts);
  if (rows === null || rows.length === 0 || rows.length > 6) return bad('horizontal_content_list');
  for (const row of rows) {
    if (typeof row['keyname'] !== 'string' || row['keyname'] === '') return bad('keyname');
    if (row['type'] === 1 && typeof row['url'] !== 'string') return bad('url');
    if (longer(row['keyname'], 5) || longer(row['value'], limits.value)) cuts.push(`fact ${row['keyname']}`);
  }
  return null;
}

function faultOfButtons(card: Fields, limits: Limits, cuts: string[]): CardFault | null {
  const buttons = list(card['button_list']);
  if (buttons === null || buttons.length === 0 || buttons.length > 6) return bad('button_list');
  const keys = buttons.map((one) => one['key']);
  if (keys.some((key) => typeof key !== 'string' || key === '' || bytes(key) > 1024) || new Set(keys).size < keys.length) return bad('button key');
  if (buttons.some((one) => typeof one['text'] !== 'string' || one['text'] === '')) return bad('button text');
  if (buttons.some((one) => longer(one['text'], 10))) cuts.push('button');
  const selection = card['button_selection'];
  if (selection === undefined) return null;
  if (!isFields(selection) || typeof selection['question_key'] !== 'string') return bad('button_selection');
  const options = list(selection['option_list']);
  if (options === null || options.length === 0 || options.length > 10) return bad('option_list');
  if (new Set(options.map((one) => one['id'])).size < options.length || options.some((one) => bytes(one['id']) > 128)) return bad('option id');
  if (options.some((one) => longer(one['text'], limits.option))) cuts.push('option');
  return null;
}

function faultOfMenu(card: Fields): CardFault | null {
  const menu = card['action_menu'];
  if (menu === undefined) return null;
  const actions = isFields(menu) ? list(menu['action_list']) : null;
  if (actions === null || actions.length === 0 || actions.length > 3) return bad('action_list');
  return actions.some((one) => typeof one['key'] !== 'string' || bytes(one['key']) > 1024 || typeof one['text'] !== 'string') ? bad('action key') : null;
}

/** Can it be redrawn and tapped? */
export const isInteractive = (card: Fields): boolean => card['card_type'] === 'button_interaction' || card['action_menu'] !== undefined;

/** What can be pressed on it: the keys of its buttons and of its menu. */
export function keysOf(card: Fields): readonly string[] {
  const menu = isFields(card['action_menu']) ? (list(card['action_menu']['action_list']) ?? []) : [];
  return [...(list(card['button_list']) ?? []), ...menu].map((one) => String(one['key']));
}

export function optionsOf(card: Fields): readonly Fields[] {
  return isFields(card['button_selection']) ? (list(card['button_selection']['option_list']) ?? []) : [];
}
