import { Empty, Select, Tag } from 'antd';
import { platformName } from '../../../src/terms/platform.js';
import { projectChoices, type PartProps } from './part.js';

/** The groups the bot has been met in, and whose each is. */
export function GroupsPart({ view, wanted, change }: PartProps) {
  if (view.groupTitles.length === 0) return <Empty description="还没有群。把机器人加进群并@它一次，群就会出现在这里。" />;
  return (
    <ul className="setup-list">
      {view.groupTitles.map(({ channel, id, title }) => {
        const bound = wanted.groups.find((one) => one.channel === channel && one.id === id)?.project ?? null;
        const put = (project: string): void => change({ groups: [...wanted.groups.filter((one) => one.channel !== channel || one.id !== id), { channel, id, project }] });
        return (
          <li key={`${channel} ${id}`} className="setup-row setup-row-role">
            <span>
              {title} <Tag>{platformName(channel)}</Tag>
            </span>
            <Select aria-label={title} placeholder="请选择项目" value={bound} options={projectChoices(wanted)} onChange={put} />
          </li>
        );
      })}
    </ul>
  );
}
