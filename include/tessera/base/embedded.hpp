// A file that was built into the binary (tools/embed).
#pragma once

#include <string_view>

namespace tessera::embedded {

struct File {
  std::string_view path;  // relative, with forward slashes
  std::string_view data;
};

}  // namespace tessera::embedded
