// Reads a mail that tessera itself wrote, for the page of a development server: not a mail client.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tessera::endpoints {

struct Eml {
  std::string date;
  std::string to;
  std::string subject;             // encoded words (RFC 2047) in UTF-8 decoded
  std::vector<std::string> lines;  // of the body, decoded; a line that ended softly is joined
};

// What is missing stays empty.
[[nodiscard]] Eml parse_eml(std::string_view file);

}  // namespace tessera::endpoints
