import type { SetupView, SetupWanted } from '../../../src/terms/setup.js';
import type { Service } from '../api.js';

/** Does something on the service, and shows what the company looks like after it or why it was refused. */
export type Save = (work: (service: Service) => Promise<SetupView>, said: string) => Promise<void>;

/** What each part of the page is given. */
export interface PartProps {
  readonly view: SetupView;
  readonly wanted: SetupWanted;
  readonly change: (part: Partial<SetupWanted>) => void;
  readonly save: Save;
}

export const EVERY_PROJECT = '*';

/** People are found by name. */
export const SEARCH = { optionFilterProp: 'label' } as const;

/** A list with one of its entries changed. */
export const replaced = <T>(list: readonly T[], place: number, entry: T): readonly T[] => list.map((one, at) => (at === place ? entry : one));

/** A list without one of its entries. */
export const without = <T>(list: readonly T[], place: number): readonly T[] => list.filter((_, at) => at !== place);

interface Choice {
  readonly value: string;
  readonly label: string;
}

/** Projects to choose from; a new one is named by its name until it is saved. */
export const projectChoices = ({ projects }: SetupWanted): Choice[] => [
  { value: EVERY_PROJECT, label: '全部项目' },
  ...projects.filter(({ name }) => name.trim() !== '').map(({ id, name }) => ({ value: id === '' ? name : id, label: name })),
];

export const personChoices = ({ people }: SetupView): Choice[] => people.map(({ id, name }) => ({ value: id, label: name }));
