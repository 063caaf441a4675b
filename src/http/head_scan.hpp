// Finds the end of a request head in raw bytes and refuses there what the parser would mend
// silently: bare line feeds and folded lines (RFC 9112 2.2 and 5.2).
#pragma once

#include <cstddef>
#include <string_view>

namespace tessera::http {

class HeadScan {
 public:
  enum class State { need_more, complete, bare_line_feed, folded };

  // `bytes` is the whole head so far; it only grows between two calls.
  State scan(std::string_view bytes);
  // After complete: bytes of the head, the empty line included.
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  std::size_t next_ = 0;  // where the search goes on
  std::size_t size_ = 0;
};

}  // namespace tessera::http
