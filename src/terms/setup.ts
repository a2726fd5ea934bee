/** What an administrator sets of his company, as the set-up page and its CSV files have it. */
export interface SetupProject {
  /** Empty for a new one. */
  readonly id: string;
  readonly name: string;
  readonly nicknames: readonly string[];
  readonly buildings: readonly string[];
}

export interface SetupHolding {
  readonly person: string;
  readonly role: string;
  /** '*' is every project. */
  readonly project: string;
}

/** Who stands in (副手) while a time-out or an absence asks for it; first and last day, inclusive. */
export interface SetupDeputy {
  readonly person: string;
  readonly deputy: string;
  readonly from: string;
  readonly until: string;
}

/** Who is on duty, from and until an instant (ISO 8601). */
export interface SetupDuty {
  readonly person: string;
  readonly project: string;
  readonly from: string;
  readonly until: string;
}

/** Whose group it is: a project's id, '*' for all projects, null while nobody has said. */
export interface SetupGroup {
  readonly channel: string;
  readonly id: string;
  readonly project: string | null;
}

/** Everything that is saved in one go. */
export interface SetupWanted {
  /** Of what was read: a save that came in between is not written over. */
  readonly version: number;
  readonly name: string;
  readonly pack: string;
  readonly projects: readonly SetupProject[];
  readonly holdings: readonly SetupHolding[];
  readonly deputies: readonly SetupDeputy[];
  readonly duties: readonly SetupDuty[];
  readonly groups: readonly SetupGroup[];
}

export interface SetupView extends SetupWanted {
  readonly live: boolean;
  readonly packs: readonly { readonly id: string; readonly name: string }[];
  readonly roles: readonly { readonly id: string; readonly name: string }[];
  readonly people: readonly { readonly id: string; readonly name: string; readonly accounts: readonly { readonly channel: string; readonly userId: string }[] }[];
  readonly groupTitles: readonly { readonly channel: string; readonly id: string; readonly title: string }[];
  /** Of its organisations, for a further company. */
  readonly departments: readonly { readonly channel: string; readonly id: string; readonly name: string }[];
  /** What has to be filled before the company can begin, a sentence each. */
  readonly vacancies: readonly string[];
}

/** A further company of the same organisation, with the departments (and those below them) whose people are its own. */
export interface NewCompanyWanted {
  readonly name: string;
  readonly channel: string;
  readonly departments: readonly string[];
}

/** The CSV files of the page, each replacing its part; `people` says whose accounts are one person's. */
export const SETUP_TABLES = ['projects', 'holders', 'deputies', 'duties', 'people'] as const;
export type SetupTable = (typeof SETUP_TABLES)[number];

/** Who looks at the console. */
export interface SignedIn {
  readonly personId: string;
  readonly name: string;
  readonly company: string;
  readonly administrator: boolean;
}
