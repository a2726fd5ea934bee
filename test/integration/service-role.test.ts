import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createSource, type DatabaseAddress } from '../../src/platform/database/source.js';
import { makeServiceRole, SERVICE_ROLE, serviceRoleFits } from '../../src/platform/database/service-role.js';
import { World } from '../harness/world.js';

describe('the role the service works as', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.open('service_role');
    await world.begins('standard', '2026-03-02T09:00:00+08:00');
  });
  afterAll(() => world.close());

  const asService = async (statement: string): Promise<string> => {
    const source = await createSource({ ...world.app.database.address, role: SERVICE_ROLE }, 1, 'test').initialize();
    try {
      await source.query(statement);
      return 'done';
    } catch (error) {
      return String((error as { code?: unknown }).code);
    } finally {
      await source.destroy();
    }
  };
  const asOwner = async <T>(work: (query: (text: string) => Promise<unknown>) => Promise<T>): Promise<T> => {
    const source = await createSource(world.app.database.address, 1, 'test').initialize();
    try {
      return await work((text) => source.query(text));
    } finally {
      await source.destroy();
    }
  };

  test('the running service works as it, on both of its pools', async () => {
    const { house } = world.app.service;
    for (const pool of [house.work, house.doors]) {
      const rows: { role: string }[] = await pool.dataSource.query('select current_user as role');
      expect(rows).toEqual([{ role: SERVICE_ROLE }]);
    }
  });

  test.each(['case_entry', 'sealed_head'])('it may neither change, remove nor empty %s', async (table) => {
    const column = table === 'case_entry' ? 'actor' : 'hash';
    expect(await asService(`update ${table} set ${column} = ${column}`)).toBe('42501');
    expect(await asService(`delete from ${table}`)).toBe('42501');
    expect(await asService(`truncate ${table}`)).toBe('42501');
    expect(await asService(`alter table ${table} disable trigger all`)).toBe('42501');
    expect(await asService(`select count(*) from ${table}`)).toBe('done');
  });

  test('a table that a migration adds is granted at the next start; too much granted is taken back', async () => {
    const { address } = world.app.database;
    await asOwner((query) => query('create table added_later (id int)'));
    expect(await asService('select * from added_later')).toBe('42501');
    await asOwner((query) => query(`grant update on case_entry to ${SERVICE_ROLE}`));
    const source = await createSource(address, 1, 'test').initialize();
    try {
      expect(await serviceRoleFits(source)).toBe(false);
      expect(await makeServiceRole(source)).toBe(true);
    } finally {
      await source.destroy();
    }
    expect(await asService('select * from added_later')).toBe('done');
    expect(await asService('update case_entry set actor = actor')).toBe('42501');
  });

  test('a login that may not step down works without it, and the triggers guard the record', async () => {
    const name = `plain_${randomBytes(4).toString('hex')}`;
    const { address } = world.app.database;
    await asOwner((query) => query(`create role ${name} login password '${name}'`));
    await asOwner((query) => query(`grant all on all tables in schema public to ${name}`));
    const plain: DatabaseAddress = { ...address, user: name, password: name };
    const source = await createSource(plain, 1, 'test').initialize();
    try {
      expect(await makeServiceRole(source)).toBe(false);
      await expect(source.query('truncate sealed_head')).rejects.toThrow('append-only');
    } finally {
      await source.destroy();
      await asOwner((query) => query(`drop owned by ${name}; drop role ${name}`));
    }
  });
});
