// multipart/form-data (RFC 7578), read as it comes: nothing is held but the part that is being
// read.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/base/error.hpp>

namespace tessera::codec {

struct MultipartPiece {
  enum class Kind { begin, data, end, finished } kind = Kind::data;
  std::string name;                     // of begin: the field
  std::optional<std::string> filename;  // of begin, for files
  std::string data;                     // of data, never empty
};

// Not thread-safe. Errors: Errc::invalid "multipart.malformed"; Errc::too_large
// "multipart.too_many" (more than 16 parts). After an error feed() keeps failing.
class MultipartReader {
 public:
  // The boundary of a Content-Type header; nullopt if it is another type or has no valid boundary.
  [[nodiscard]] static std::optional<std::string> boundary_of(std::string_view content_type);
  explicit MultipartReader(std::string_view boundary);

  // The pieces that these bytes complete, in order.
  [[nodiscard]] Result<std::vector<MultipartPiece>> feed(std::string_view bytes);
  // True once the closing boundary was read.
  [[nodiscard]] bool finished() const { return state_ == State::epilogue; }

 private:
  enum class State { preamble, after_boundary, headers, body, epilogue, failed };
  [[nodiscard]] bool step(std::vector<MultipartPiece>& out);
  [[nodiscard]] bool read_boundary_end(std::vector<MultipartPiece>& out);
  [[nodiscard]] bool read_headers(std::vector<MultipartPiece>& out);
  [[nodiscard]] bool read_body(std::vector<MultipartPiece>& out);
  bool refuse(Errc code, std::string id);

  std::string delimiter_;  // CRLF "--" boundary
  std::string buffer_;
  State state_ = State::preamble;
  bool skip_line_end_ = false;
  int parts_ = 0;
  Error error_;
};

}  // namespace tessera::codec
