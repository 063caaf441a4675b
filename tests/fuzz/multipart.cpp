// rooms: codec
#include <tessera/codec/multipart.hpp>

#include "require.hpp"

using namespace tessera;
using namespace tessera::codec;

namespace {

std::string read(std::string_view body, std::size_t piece) {
  MultipartReader reader("X");
  std::string out;
  for (std::size_t at = 0; at < body.size(); at += piece) {
    const auto pieces = reader.feed(body.substr(at, piece));
    if (!pieces) return "!";
    for (const auto& each : *pieces) {
      if (each.kind != MultipartPiece::Kind::data) out += '|';
      out += each.name + each.data;
    }
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto body = fuzz::as_input(data, size);
  // However the bytes arrive, they are the same form. (A refusal may come before or after the
  // pieces.)
  const auto whole = read(body, body.empty() ? 1 : body.size());
  const auto single = read(body, 1);
  fuzz::require(whole == single);
  return 0;
}
