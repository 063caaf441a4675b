#include <tessera/outbound/fetch.hpp>

namespace tessera::outbound {
namespace {

std::unexpected<Error> failed(std::string id, std::string detail) {
  return fail(Errc::invalid, std::move(id), "The document could not be read.", std::move(detail));
}

std::string id_of(const Error& error) {
  if (error.id == "outbound.address") return "fetch.address";
  return error.id == "outbound.url" ? "fetch.url" : "fetch.failed";
}

}  // namespace

Task<Result<oauth::FetchedDocument>> Fetch::get(std::string url, std::size_t max_bytes) {
  auto reply = co_await client_.get(std::move(url), max_bytes);
  if (!reply) co_return failed(id_of(reply.error()), reply.error().detail);
  // A redirect is one more status that is not a document.
  if (reply->status != 200) co_return failed("fetch.status", std::to_string(reply->status));
  co_return oauth::FetchedDocument{std::move(reply->media_type), std::move(reply->body)};
}

}  // namespace tessera::outbound
