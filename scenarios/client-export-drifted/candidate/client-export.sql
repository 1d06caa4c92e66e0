-- Clients as of the end of the business date in Tokyo, with what they ordered until then.
-- Sorted by bytes, as sort does in the image; NULL as \N, so that it cannot be taken for an empty text.
COPY (
  SELECT
    c.client_id,
    c.name,
    c.name_kana,
    c.email,
    c.prefecture,
    c.postal_code,
    c.plan,
    c.monthly_fee,
    c.balance,
    c.contract_date,
    coalesce(o.orders, 0) AS orders,
    coalesce(o.amount, 0.00) AS ordered_amount,
    to_char(o.last_ordered_at, 'YYYY-MM-DD HH24:MI:SS') AS last_ordered_at,
    to_char(c.updated_at, 'YYYY-MM-DD HH24:MI:SS') AS updated_at,
    c.note
  FROM clients c
  LEFT JOIN (
    SELECT client_id, count(*) AS orders, sum(amount) AS amount, max(ordered_at) AS last_ordered_at
    FROM orders
    WHERE status <> 'cancelled' AND ordered_at < (date :'day' + 1)::timestamp AT TIME ZONE 'Asia/Tokyo'
    GROUP BY client_id
  ) o USING (client_id)
  WHERE c.updated_at < (date :'day' + 1)::timestamp AT TIME ZONE 'Asia/Tokyo'
    AND c.deleted_at IS NULL
  ORDER BY c.name_kana COLLATE "C", c.client_id
) TO STDOUT WITH (FORMAT csv, NULL '\N');
