/** The key under which a button stands for "what is chosen in the list". */
export const CHOSEN = '~chosen';
/** The question of that list. */
export const MORE = 'more';

/** A task id is used once for ever (42014): our card and the row that carries it. `[0-9A-Za-z_@-]`, at most 128 bytes (dossier §3.5). */
export const taskOf = (cardId: string, key: string): string => `${cardId}_${key}`.replace(/[^0-9A-Za-z_@-]/g, '-').slice(0, 128);

/** Our own id of the card; null when the task is none of ours. */
export function cardOfTask(task: string): string | null {
  const at = task.indexOf('_');
  const id = at < 0 ? task : task.slice(0, at);
  return /^[0-9A-Za-z-]{1,64}$/.test(id) ? id : null;
}

/** What was tapped: the button's own action, or what was chosen in the list beside it. */
export function actionOf(key: string, chosen: readonly string[]): string | null {
  const action = key === CHOSEN ? chosen[0] : key;
  return action === undefined || action === '' || action.length > 300 ? null : action;
}
