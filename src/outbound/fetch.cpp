#include <tessera/outbound/fetch.hpp>

#include <tessera/base/unavailable.hpp>

namespace tessera::outbound {
namespace {

std::unexpected<Error> failed(std::string id, std::string detail) {
  return fail(Errc::invalid, std::move(id), "The document could not be read.", std::move(detail));
}

}  // namespace

Task<Result<oauth::FetchedDocument>> Fetch::get(std::string url, std::size_t max_bytes) {
  try {
    auto reply = co_await client_.get(std::move(url), max_bytes);
    if (!reply && reply.error().id == "outbound.address")
      co_return failed("fetch.address", reply.error().detail);
    if (!reply) co_return failed("fetch.url", reply.error().detail);
    // A redirect is one more status that is not a document.
    if (reply->status != 200) co_return failed("fetch.status", std::to_string(reply->status));
    co_return oauth::FetchedDocument{std::move(reply->media_type), std::move(reply->body)};
  } catch (const Unavailable& error) {
    co_return failed("fetch.failed", error.what());
  }
}

}  // namespace tessera::outbound
