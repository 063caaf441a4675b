// Journal rows as one statement parameter: every write query takes them as `$1::journal_row[]` and
// begins with
//   with j as (insert into journal_event select * from unnest($1::journal_row[]))
// so that a write and its events commit together. The composite type has the fields of
// audit::SealedRow in their order: id uuid, time timestamptz, boot uuid, n bigint, type text,
// actor uuid, subject uuid, body text, mac bytea.
#pragma once

#include <span>

#include <tessera/audit/journal.hpp>

#include "store/postgres/pool.hpp"

namespace tessera::store::postgres {

[[nodiscard]] Param journal_param(std::span<const audit::SealedRow> rows);

}  // namespace tessera::store::postgres
