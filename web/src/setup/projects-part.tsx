import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Input, Select } from 'antd';
import type { SetupProject } from '../../../src/terms/setup.js';
import { CsvTools } from './csv-tools.js';
import { replaced, without, type PartProps } from './part.js';

const NEW: SetupProject = { id: '', name: '', nicknames: [], buildings: [] };

/** Projects with what people call them, and their buildings. */
export function ProjectsPart({ wanted, change, save }: PartProps) {
  const { projects } = wanted;
  const put = (place: number, part: Partial<SetupProject>): void => change({ projects: replaced(projects, place, { ...(projects[place] ?? NEW), ...part }) });
  return (
    <>
      <CsvTools table="projects" save={save} />
      <ul className="setup-list">
        {projects.map((one, place) => (
          <li key={place} className="setup-row setup-row-3">
            <Input aria-label="项目名称" placeholder="项目名称" value={one.name} maxLength={60} onChange={(event) => put(place, { name: event.target.value })} />
            <Select aria-label="别名" placeholder="别名，回车添加" mode="tags" open={false} suffix={null} value={[...one.nicknames]} onChange={(nicknames) => put(place, { nicknames })} />
            <Select aria-label="楼栋" placeholder="楼栋，回车添加" mode="tags" open={false} suffix={null} value={[...one.buildings]} onChange={(buildings) => put(place, { buildings })} />
            <Button aria-label={`删除项目 ${one.name}`} icon={<DeleteOutlined />} onClick={() => change({ projects: without(projects, place) })} />
          </li>
        ))}
      </ul>
      <Button icon={<PlusOutlined />} onClick={() => change({ projects: [...projects, NEW] })} data-testid="add-project">
        添加项目
      </Button>
    </>
  );
}
