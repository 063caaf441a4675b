// Errors caused by input are values: Result<T>. Errors caused by the infrastructure are exceptions
// (base/unavailable.hpp) and are caught once, in http/pipeline.
#pragma once

#include <expected>
#include <string>
#include <utility>
#include <vector>

namespace tessera {

// What kind of refusal this is; adapters map it to a status (http) or an exit code (app).
enum class Errc {
  invalid,          // 400: malformed, missing, duplicate or wrongly typed input
  unauthenticated,  // 401: nobody, or the wrong proof
  forbidden,        // 403: known, but not allowed
  not_found,        // 404
  conflict,         // 409: state does not allow it, or it exists
  gone,             // 410: expired, replayed or used up
  precondition,     // 412: If-Match did not match
  too_large,        // 413
  unsupported,      // 415 / 422: a type or value that is not served here
  rate_limited,     // 429
};

// One wrong field: a JSON Pointer or form field name, and a stable id such as "too_long".
struct FieldError {
  std::string field;
  std::string id;
  std::string text;
};

// id is stable, dotted and safe to show ("password.too_short"); text is safe to show; detail is for
// the log only and may never reach a response.
struct Error {
  Errc code = Errc::invalid;
  std::string id;
  std::string text;
  std::string detail;
  std::vector<FieldError> fields;
  int retry_after_seconds = 0;  // for rate_limited
};

template <class T>
using Result = std::expected<T, Error>;

[[nodiscard]] inline std::unexpected<Error> fail(Errc code, std::string id, std::string text = {},
                                                 std::string detail = {}) {
  return std::unexpected(Error{code, std::move(id), std::move(text), std::move(detail), {}, 0});
}

}  // namespace tessera
