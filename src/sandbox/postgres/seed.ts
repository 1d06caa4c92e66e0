/**
 * The analytics database of the sandbox: a client list and its orders, made by arithmetic alone, so that the same day gives the same rows
 * everywhere. `sandbox.today` (a day in Tokyo) must be set: rows were changed at any hour of the 400 days up to and including it.
 *
 * It holds what decides whether a move is right: Japanese names in kanji, katakana and half-width kana; leading zeros; NULLs beside empty
 * strings; negative money; times near midnight in Tokyo; quotes, commas and line breaks in notes.
 */
export const SEED_SQL = `
CREATE TABLE clients AS
WITH lists AS MATERIALIZED (
  SELECT
    array['佐藤','鈴木','高橋','田中','伊藤','渡辺','山本','中村','小林','加藤','吉田','山田','佐々木','山口','松本','井上','木村','林','斎藤','清水','髙橋','﨑山','渡邉','神宮寺'] AS family,
    array['サトウ','スズキ','タカハシ','タナカ','イトウ','ワタナベ','ヤマモト','ナカムラ','コバヤシ','カトウ','ヨシダ','ヤマダ','ササキ','ヤマグチ','マツモト','イノウエ','キムラ','ハヤシ','サイトウ','シミズ','タカハシ','サキヤマ','ワタナベ','ジングウジ'] AS family_kana,
    array['陽菜','蓮','結衣','翔太','葵','大輝','さくら','健一','美咲','直樹','由美子','浩','真理','誠','優子','拓也','恵','学','香織','隆','千尋','悠斗','明日香','一郎','ひなの'] AS given,
    array['ヒナ','レン','ユイ','ショウタ','アオイ','ダイキ','サクラ','ケンイチ','ミサキ','ナオキ','ユミコ','ヒロシ','マリ','マコト','ユウコ','タクヤ','メグミ','マナブ','カオリ','タカシ','チヒロ','ユウト','アスカ','イチロウ','ヒナノ'] AS given_kana,
    array['東京都','大阪府','神奈川県','愛知県','埼玉県','千葉県','兵庫県','北海道','福岡県','静岡県','茨城県','広島県','京都府','宮城県','新潟県','長野県','沖縄県'] AS prefecture,
    array['standard','standard','standard','light','light','premium','trial'] AS plan
), numbered AS (
  SELECT n, abs(hashint4(n)::bigint) AS h, abs(hashint4extended(n, 7) % 1000000007) AS g FROM generate_series(1, 104000) AS n
)
SELECT
  'C' || lpad(n::text, 7, '0') AS client_id,
  family[1 + (h % 24)::int] || ' ' || given[1 + (h / 24 % 25)::int] AS name,
  CASE WHEN g % 211 = 0 THEN 'ﾀﾅｶ ﾊﾅｺ' ELSE family_kana[1 + (h % 24)::int] || ' ' || given_kana[1 + (h / 24 % 25)::int] END AS name_kana,
  CASE WHEN g % 23 = 0 THEN NULL WHEN g % 29 = 0 THEN '' ELSE 'c' || n || '@' || CASE WHEN h % 3 = 0 THEN 'mail.example' ELSE 'client.example' END END AS email,
  prefecture[1 + (g / 7 % 17)::int] AS prefecture,
  lpad((g / 11 % 9800000 + 10000)::text, 7, '0') AS postal_code,
  plan[1 + (h / 5 % 7)::int] AS plan,
  (CASE h / 5 % 7 WHEN 5 THEN 9800 WHEN 6 THEN 0 WHEN 3 THEN 1480 WHEN 4 THEN 1480 ELSE 3980 END + (g % 5) * 0.5)::numeric(12,2) AS monthly_fee,
  ((g % 40000000 - 6000000) / 100.0)::numeric(12,2) AS balance,
  DATE '2011-04-01' + (g / 13 % 5200)::int AS contract_date,
  (current_setting('sandbox.today')::date - CASE WHEN n % 53 = 0 THEN 0 ELSE (1 + h % 399)::int END + make_interval(secs => (g / 3 % 86400)::int)) AT TIME ZONE 'Asia/Tokyo' AS updated_at,
  CASE
    WHEN g % 5 < 3 THEN NULL
    WHEN g % 31 = 0 THEN ''
    WHEN g % 47 = 0 THEN '"至急" 折り返し希望, 午前中'
    WHEN g % 997 = 0 THEN E'請求書は別送\\n担当: 経理課, 山口様'
    WHEN g % 59 = 0 THEN 'O''Brien & Co., Ltd. 〜 紹介'
    ELSE '訪問 ' || (1 + g % 12) || '月'
  END AS note,
  CASE WHEN n % 71 = 0 THEN (current_setting('sandbox.today')::date - (h % 300)::int) AT TIME ZONE 'Asia/Tokyo' END AS deleted_at
FROM numbered, lists;

CREATE TABLE orders AS
SELECT
  row_number() OVER () AS order_id,
  client_id,
  updated_at - make_interval(days => k * 9, secs => k * 1237) AS ordered_at,
  (monthly_fee * k + 120)::numeric(12,2) AS amount,
  CASE WHEN k = 2 AND balance < 0 THEN 'cancelled' ELSE 'done' END AS status
FROM clients, generate_series(1, 3) AS k
WHERE right(client_id, 1)::int >= k * 2;

ALTER TABLE clients ADD PRIMARY KEY (client_id), ALTER updated_at SET NOT NULL;
ALTER TABLE orders ADD PRIMARY KEY (order_id);
`;
