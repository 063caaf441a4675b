#include "http/head_scan.hpp"

namespace tessera::http {

HeadScan::State HeadScan::scan(std::string_view bytes) {
  for (;;) {
    const auto at = bytes.find('\n', next_);
    if (at == std::string_view::npos) return State::need_more;
    if (at == 0 || bytes[at - 1] != '\r') return State::bare_line_feed;
    // "\r\n\r\n": the previous line feed stands three bytes before
    if (at >= 3 && bytes[at - 2] == '\n') {
      size_ = at + 1;
      return State::complete;
    }
    if (at + 1 == bytes.size()) {
      next_ = at;
      return State::need_more;
    }
    if (bytes[at + 1] == ' ' || bytes[at + 1] == '\t') return State::folded;
    next_ = at + 1;
  }
}

}  // namespace tessera::http
