#include <algorithm>

#include <tessera/authn/revocation.hpp>
#include <tessera/codec/url.hpp>

namespace tessera::authn {
namespace {

using Word = Standing::Word;

Standing good_until(TimePoint end, Duration grace, TimePoint now) {
  if (now < end) return {Word::good, false};
  if (now < end + grace) return {Word::good, true};
  return {Word::unknown, false};
}

int rank(const Standing& s) {
  if (s.word == Word::revoked) return 3;
  if (s.word == Word::unknown) return 0;
  return s.stale ? 1 : 2;
}

}  // namespace

Standing judge(const crypto::OcspAnswer& answer, Duration grace, TimePoint now) {
  if (answer.status != crypto::OcspStatus::good) return {Word::revoked, false};
  return good_until(answer.next_update, grace, now);
}

Standing judge(const crypto::Crl& crl, const crypto::SerialNumber& serial, Duration grace,
               TimePoint now) {
  if (crypto::is_revoked(crl, serial)) return {Word::revoked, false};
  return good_until(crl.next_update, grace, now);
}

Standing combine(const Standing& a, const Standing& b) {
  return rank(b) > rank(a) ? b : a;
}

std::vector<std::string> allowed_urls(const std::vector<std::string>& urls,
                                      const std::vector<std::string>& hosts) {
  std::vector<std::string> out;
  for (const auto& text : urls) {
    const auto url = codec::parse_url(text);
    if (!url || (url->scheme != "http" && url->scheme != "https")) continue;
    const bool standard = url->effective_port() == (url->scheme == "https" ? 443 : 80);
    const auto name =
        standard ? url->host : url->host + ":" + std::to_string(url->effective_port());
    if (std::ranges::find(hosts, name) != hosts.end()) out.push_back(text);
  }
  return out;
}

}  // namespace tessera::authn
