// rooms: http
// A whole request as the connection takes it: head scan, parser, body; whole and byte by byte.
#include <algorithm>

#include "http/head_scan.hpp"
#include "http/request_parser.hpp"

#include "require.hpp"

using namespace tessera;

namespace {

constexpr std::uint64_t kMaxBody = 4096;

struct Outcome {
  bool complete = false;
  int status = 0;  // of the refusal
  std::string body;
  http::Request request;
};

std::size_t head_size(std::string_view input) {
  http::HeadScan scan;
  return scan.scan(input) == http::HeadScan::State::complete ? scan.size() : 0;
}

Outcome parse(std::string_view input, std::size_t step) {
  Outcome out;
  const auto head = head_size(input);
  http::RequestParser parser;
  if (const auto refusal = parser.parse_head(input.substr(0, head), out.request)) {
    out.status = refusal->status;
    return out;
  }
  auto rest = input.substr(head);
  std::string buffer;
  while (!parser.is_done() && (!rest.empty() || !buffer.empty())) {
    const auto n = std::min(step, rest.size());
    buffer += rest.substr(0, n);
    rest.remove_prefix(n);
    const auto progress = parser.parse_body(buffer, out.body, kMaxBody);
    fuzz::require(progress.used <= buffer.size());
    buffer.erase(0, progress.used);
    if (progress.refusal) {
      out.status = progress.refusal->status;
      return out;
    }
    if (progress.used == 0 && n == 0) break;
  }
  out.complete = parser.is_done();
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = fuzz::as_input(data, size);
  if (head_size(input) == 0) return 0;
  const auto whole = parse(input, input.size());
  const auto slow = parse(input, 1);
  fuzz::require(whole.complete == slow.complete);
  if (!whole.complete) return 0;
  fuzz::require(whole.body == slow.body && whole.body.size() <= kMaxBody);
  fuzz::require(whole.request.headers == slow.request.headers);
  fuzz::require(whole.request.path.starts_with('/'));
  const auto hosts =
      std::ranges::count_if(whole.request.headers, [](const auto& h) { return h.first == "host"; });
  fuzz::require(hosts == 1);
  return 0;
}
