import { Badge, Select } from 'antd';
import type { Person } from '../api.js';
import { ROLE_GROUP_NAMES, roleGroup, roleNames } from '../role-names.js';
import type { RoleGroup } from '../role-names.js';
import type { Awaiting } from '../awaiting.js';

const GROUPS: readonly RoleGroup[] = ['staff', 'approver', 'manager'];

interface PersonSwitcherProps {
  readonly people: readonly Person[];
  readonly person: Person;
  readonly awaiting: (personId: string) => Awaiting;
  readonly onSwitch: (personId: string) => void;
}

interface PersonOption {
  readonly value: string;
  readonly label: string;
  /** What the search looks through: name and Chinese roles. */
  readonly search: string;
  readonly person: Person;
}

/** 我是: whose eyes and hands this page has. */
export function PersonSwitcher({ people, person, awaiting, onSwitch }: PersonSwitcherProps) {
  const options = GROUPS.map((group) => ({
    label: ROLE_GROUP_NAMES[group],
    title: ROLE_GROUP_NAMES[group],
    options: people.filter(({ roles }) => roleGroup(roles) === group).map(optionOf),
  })).filter((shelf) => shelf.options.length > 0);
  const othersWaiting = people.filter(({ id }) => id !== person.id && awaiting(id).cards > 0).length;

  return (
    <div className="person-switcher">
      <label htmlFor="person-switcher">我是</label>
      <Badge count={othersWaiting} size="small" title={`还有 ${othersWaiting} 人有事要处理`}>
        <Select<string, PersonOption>
          id="person-switcher"
          data-testid="person-switcher"
          className="person-select"
          popupMatchSelectWidth={320}
          listHeight={420}
          virtual={false}
          showSearch={{ optionFilterProp: 'search' }}
          value={person.id}
          options={options as unknown as PersonOption[]}
          popupRender={(menu) => (
            <section ref={letKeyboardScroll} aria-label="选择人员">
              {menu}
            </section>
          )}
          notFoundContent="没有找到这个人"
          onChange={onSwitch}
          labelRender={() => <PersonName person={person} />}
          optionRender={({ data }) => <PersonRow person={data.person} waits={awaiting(data.person.id)} />}
        />
      </Badge>
    </div>
  );
}

/** The list scrolls inside itself and Ant Design gives it no place in the tab order. */
function letKeyboardScroll(popup: HTMLElement | null): void {
  popup?.querySelector('.ant-select-dropdown-list-holder')?.setAttribute('tabindex', '0');
}

function optionOf(person: Person): PersonOption {
  return { value: person.id, label: person.name, search: `${person.name} ${roleNames(person.roles)}`, person };
}

function PersonName({ person }: { readonly person: Person }) {
  return (
    <span className="person-name">
      <strong>{person.name}</strong>
      <span className="quiet">{roleNames(person.roles)}</span>
    </span>
  );
}

function PersonRow({ person, waits }: { readonly person: Person; readonly waits: Awaiting }) {
  return (
    <span className="person-row" data-testid={`person-option-${person.id}`}>
      <PersonName person={person} />
      {waits.cards > 0 && <span className="waiting-note">{waits.cards} 张待处理</span>}
      {waits.cards === 0 && waits.unread > 0 && <Badge count={waits.unread} size="small" title={`${waits.unread} 条未读`} />}
    </span>
  );
}
