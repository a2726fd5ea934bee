/** The key under which a button stands for "what is chosen in the list". */
export const CHOSEN = '~chosen';
/** The question of that list. */
export const MORE = 'more';

/** The card as the platform calls it: an id of at most 128 bytes that is taken once for ever (42014), as ours are. */
export const taskOf = (cardId: string): string => cardId;

/** Our own id of the card; null when the task is none of ours. */
export const cardOfTask = (task: string): string | null => (/^[0-9A-Za-z-]{1,64}$/.test(task) ? task : null);

/** What was tapped: the button's own action, or what was chosen in the list beside it. */
export function actionOf(key: string, chosen: readonly string[]): string | null {
  const action = key === CHOSEN ? chosen[0] : key;
  return action === undefined || action === '' || action.length > 300 ? null : action;
}
