// rooms: http
#include "http/target.hpp"

#include "require.hpp"

using namespace tessera;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = fuzz::as_input(data, size);
  const auto target = http::parse_target(input);
  if (!target) return 0;
  fuzz::require(target->path.starts_with('/'));
  fuzz::require(target->path.size() <= input.size());
  for (const char c : target->path)
    fuzz::require(static_cast<unsigned char>(c) >= 0x20 && c != '\\');
  fuzz::require((target->path + "/").find("/../") == std::string::npos);
  fuzz::require((target->path + "/").find("/./") == std::string::npos);
  fuzz::require(target->query.empty() || input.ends_with(target->query));
  return 0;
}
