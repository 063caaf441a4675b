// A code record as JSON text, as Redis keeps it.
#pragma once

#include <string>
#include <string_view>

#include <tessera/oauth/code_store.hpp>

namespace tessera::store::redis {

[[nodiscard]] std::string render_code_record(const oauth::CodeRecord& record);
// Throws std::runtime_error if it is not what render_code_record wrote.
[[nodiscard]] oauth::CodeRecord parse_code_record(std::string_view text);

}  // namespace tessera::store::redis
