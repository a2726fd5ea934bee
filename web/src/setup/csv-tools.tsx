import { DownloadOutlined, UploadOutlined } from '@ant-design/icons';
import { Button, Upload } from 'antd';
import type { SetupTable } from '../../../src/terms/setup.js';
import type { Save } from './part.js';

/** The part as a CSV file, and a file in its place. */
export function CsvTools({ table, save }: { readonly table: SetupTable; readonly save: Save }) {
  const load = (file: File): false => {
    void file.text().then((text) => save((service) => service.loadTable(table, text), '已按文件更新'));
    return false;
  };
  return (
    <div className="setup-actions">
      <Button icon={<DownloadOutlined />} href={`/api/setup/${table}.csv`}>
        下载 CSV
      </Button>
      <Upload accept=".csv,text/csv" showUploadList={false} beforeUpload={load}>
        <Button icon={<UploadOutlined />}>上传 CSV</Button>
      </Upload>
    </div>
  );
}
