import { Select, Tag } from 'antd';
import { useState } from 'react';
import { CsvTools } from './csv-tools.js';
import { EVERY_PROJECT, personChoices, projectChoices, SEARCH, type PartProps } from './part.js';

/** Who holds which role, for one project or for all of them at a time. */
export function HoldersPart({ view, wanted, change, save }: PartProps) {
  const [project, setProject] = useState(EVERY_PROJECT);
  const people = personChoices(view);
  const held = (role: string): string[] => wanted.holdings.filter((one) => one.role === role && one.project === project).map(({ person }) => person);
  const everywhere = (role: string): string[] =>
    wanted.holdings.filter((one) => one.role === role && one.project === EVERY_PROJECT).flatMap(({ person }) => people.find(({ value }) => value === person)?.label ?? []);
  const put = (role: string, persons: readonly string[]): void => {
    const others = wanted.holdings.filter((one) => one.role !== role || one.project !== project);
    change({ holdings: [...others, ...persons.map((person) => ({ person, role, project }))] });
  };
  return (
    <>
      <CsvTools table="holders" save={save} />
      <div className="setup-choose">
        <label htmlFor="holders-project">适用项目</label>
        <Select id="holders-project" value={project} options={projectChoices(wanted)} onChange={setProject} />
        <span className="quiet">先定全部项目的人；某个项目另有其人时，再选那个项目单独填。</span>
      </div>
      <ul className="setup-list">
        {view.roles.map(({ id, name }) => (
          <li key={id} className="setup-row setup-row-role">
            <span>
              {name} {held(id).length === 0 && everywhere(id).length === 0 && <Tag color="warning">空缺</Tag>}
            </span>
            <Select
              aria-label={name}
              mode="multiple"
              showSearch={SEARCH}
              placeholder={project === EVERY_PROJECT || everywhere(id).length === 0 ? '请选择' : `同全部项目：${everywhere(id).join('、')}`}
              value={held(id)}
              options={people}
              onChange={(persons) => put(id, persons)}
            />
          </li>
        ))}
      </ul>
      {onBoth(view) && (
        <div className="setup-choose">
          <span className="quiet">有人在两个平台上各有账号、却列成了两个人？下载后把他的两个账号填在同一行，再上传。</span>
          <CsvTools table="people" save={save} />
        </div>
      )}
    </>
  );
}

const onBoth = ({ people }: PartProps['view']): boolean => new Set(people.flatMap(({ accounts }) => accounts.map(({ channel }) => channel))).size > 1;
