import { expect, it } from 'vitest';
import { treeOf } from '../testing/host-tree.ts';
import { zoneOf } from './host-zone.ts';

it.each<[string, Readonly<Record<string, string>>, string | undefined]>([
  ['Debian', { '/etc/timezone': 'Asia/Tokyo\n', '/etc/localtime': '-> /usr/share/zoneinfo/Etc/UTC' }, 'Asia/Tokyo'],
  ['Amazon Linux 1', { '/etc/sysconfig/clock': '# zone\nZONE="Asia/Tokyo"\nUTC=true\n', '/etc/localtime': 'TZif2' }, 'Asia/Tokyo'],
  ['Amazon Linux 2', { '/etc/localtime': '-> ../usr/share/zoneinfo/Asia/Tokyo' }, 'Asia/Tokyo'],
  ['a host that names none', { '/etc/localtime': 'TZif2' }, undefined],
  ['a host that names what is none', { '/etc/timezone': 'Mars/Base\n', '/etc/localtime': '-> /usr/share/zoneinfo/UTC' }, 'UTC'],
])('the zone of %s', (_, texts, zone) => expect(zoneOf(treeOf(texts))).toBe(zone));
