// Bulk (RFC 7644 3.7): operations of this resource again, one after the other, each with the scope
// that it asks for. An operation that refers to another by its bulkId waits for it.
#include <map>
#include <set>

#include <boost/json/serialize.hpp>

#include <tessera/codec/json.hpp>
#include <tessera/codec/scim_filter.hpp>

#include "codec/scim_text.hpp"
#include "endpoints/scim/operations.hpp"

namespace tessera::endpoints::scim_api {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

constexpr std::string_view kResponseSchema = "urn:ietf:params:scim:api:messages:2.0:BulkResponse";
constexpr std::string_view kReference = "bulkId:";

struct Job {
  http::Method method = http::Method::post;
  std::string method_name;
  std::string bulk_id;
  std::string path;
  std::string version;
  value data;
  std::optional<object> result;
};
using Ids = std::map<std::string, std::string, std::less<>>;

std::optional<http::Method> method_of(std::string_view name) {
  using enum http::Method;
  for (const auto method : {post, put, patch, del}) {
    if (codec::scim::same_text(http::name_of(method), name)) return method;
  }
  return std::nullopt;
}

std::string text_in(const object& from, std::string_view name) {
  const auto* found = codec::find_scim_member(from, name);
  return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}

Result<Job> read_job(const value& from) {
  const auto malformed = fail(Errc::invalid, "invalidSyntax",
                              "An operation has a method, a path, and a bulkId if it is a POST.");
  const auto* operation = from.if_object();
  if (operation == nullptr) return malformed;
  Job job{.method_name = text_in(*operation, "method"),
          .bulk_id = text_in(*operation, "bulkId"),
          .path = text_in(*operation, "path"),
          .version = text_in(*operation, "version")};
  const auto method = method_of(job.method_name);
  const bool known = job.path.starts_with("/Users") || job.path.starts_with("/Groups");
  if (!method || !known || job.path.find('?') != std::string::npos) return malformed;
  job.method = *method;
  if (job.method == http::Method::post && job.bulk_id.empty()) return malformed;
  if (const auto* data = codec::find_scim_member(*operation, "data")) job.data = *data;
  return job;
}

// Puts ids in place of references; false while one is unknown.
bool resolve(value& in, const Ids& ids) {
  if (auto* list = in.if_array()) {
    for (auto& each : *list) {
      if (!resolve(each, ids)) return false;
    }
  } else if (auto* members = in.if_object()) {
    for (auto& member : *members) {
      if (!resolve(member.value(), ids)) return false;
    }
  } else if (auto* text = in.if_string(); text != nullptr && text->starts_with(kReference)) {
    const auto found = ids.find(std::string_view(*text).substr(kReference.size()));
    if (found == ids.end()) return false;
    *text = found->second;
  }
  return true;
}

bool resolve_path(std::string& path, const Ids& ids) {
  const auto at = path.find(kReference);
  if (at == std::string::npos) return true;
  const auto found = ids.find(std::string_view(path).substr(at + kReference.size()));
  if (found == ids.end()) return false;
  path = path.substr(0, at) + found->second;
  return true;
}

object result_of(const Job& job, int status) {
  object out{{"method", job.method_name}, {"status", std::to_string(status)}};
  if (!job.bulk_id.empty()) out["bulkId"] = job.bulk_id;
  return out;
}

object refusal(const Job& job, const Error& error) {
  auto out = result_of(job, status_of(error));
  out["response"] = error_body(error);
  return out;
}

// "/Users/2819" is the row of "/scim/v2/Users/{id}" and its id.
const OperationRow* find_row(http::Method method, std::string_view path, std::string& id) {
  auto wanted = "/scim/v2" + std::string(path);
  if (const auto slash = path.find('/', 1); slash != std::string_view::npos) {
    id = std::string(path.substr(slash + 1));
    wanted = "/scim/v2" + std::string(path.substr(0, slash)) + "/{id}";
  }
  for (const auto& rows : {user_operations(), group_operations()}) {
    for (const auto& row : rows) {
      if (row.method == method && row.path == wanted) return &row;
    }
  }
  return nullptr;
}

class Bulk {
 public:
  Bulk(const ScimDeps& deps, const scim::Caller& caller, const http::Request& request)
      : deps_(deps), caller_(caller), request_(request) {}

  // False while it refers to what is not made yet.
  Task<bool> run(Job& job) {
    auto data = job.data;
    auto path = job.path;
    if (!resolve(data, ids_) || !resolve_path(path, ids_)) co_return false;
    http::Request request{.method = job.method, .path = path, .context = request_.context};
    request.headers.emplace_back("content-type", kMediaType);
    if (!job.version.empty()) request.headers.emplace_back("if-match", job.version);
    if (!data.is_null()) request.body = boost::json::serialize(data);
    std::string id;
    const auto* row = find_row(job.method, path, id);
    request.params.emplace_back("id", id);
    Answer done = fail(Errc::not_found, "", "There is no such operation.");
    if (row != nullptr && !caller_.scopes.contains(row->scope))
      done = fail(Errc::forbidden, "", "The token lacks a scope.");
    else if (row != nullptr)
      done = co_await row->run(deps_, caller_, request);
    job.result = done ? note(job, *done) : refusal(job, done.error());
    co_return true;
  }

 private:
  object note(const Job& job, const http::Response& response) {
    auto out = result_of(job, response.status);
    for (const auto& [name, text] : response.headers) {
      if (name == "Location" || name == "Content-Location") out["location"] = text;
      if (name == "ETag") out["version"] = text;
    }
    const auto body = codec::parse_json_object(response.body);
    if (body && !job.bulk_id.empty()) ids_[job.bulk_id] = codec::text_of(*body, "id");
    return out;
  }

  const ScimDeps& deps_;
  const scim::Caller& caller_;
  const http::Request& request_;
  Ids ids_;
};

struct Wish {
  std::vector<Job> jobs;
  std::int64_t most_failures = 0;  // 0: any number
};

Result<Wish> read_wish(const object& body) {
  const auto* operations = codec::find_scim_member(body, "Operations");
  if (operations == nullptr || !operations->is_array())
    return fail(Errc::invalid, "invalidSyntax", "A bulk request has Operations.");
  if (operations->get_array().size() > kMaxOperations)
    return fail(Errc::too_large, "tooMany", "A bulk request has at most 200 operations.");
  Wish out;
  if (const auto* most = codec::find_scim_member(body, "failOnErrors"); most && most->is_int64())
    out.most_failures = most->get_int64();
  std::set<std::string> seen;
  for (const auto& each : operations->get_array()) {
    auto job = read_job(each);
    if (!job) return std::unexpected(std::move(job.error()));
    if (!job->bulk_id.empty() && !seen.insert(job->bulk_id).second)
      return fail(Errc::invalid, "invalidValue", "A bulkId occurs twice.");
    out.jobs.push_back(std::move(*job));
  }
  return out;
}

// As long as something moves; what is left refers to what was not made (RFC 7644 3.7.1).
Task<> run_all(Bulk& bulk, Wish& wish) {
  std::int64_t failures = 0;
  const auto given_up = [&] { return wish.most_failures > 0 && failures >= wish.most_failures; };
  for (bool moved = true; moved;) {
    moved = false;
    for (auto& job : wish.jobs) {
      if (job.result || given_up()) continue;
      if (!co_await bulk.run(job)) continue;
      moved = true;
      if (std::stoi(codec::text_of(*job.result, "status")) >= 400) ++failures;
    }
  }
  if (given_up()) co_return;
  for (auto& job : wish.jobs) {
    if (!job.result)
      job.result = refusal(job, {.code = Errc::conflict, .text = "A bulkId leads nowhere."});
  }
}

}  // namespace

void add_bulk(http::Router& router, const ScimDeps& deps) {
  const auto operation = [](const ScimDeps& all, const scim::Caller& caller,
                            http::Request& request) -> Task<Answer> {
    const auto body = body_of(request);
    if (!body) co_return std::unexpected(body.error());
    auto wish = read_wish(*body);
    if (!wish) co_return std::unexpected(std::move(wish.error()));
    Bulk bulk(all, caller, request);
    co_await run_all(bulk, *wish);
    array results;
    for (auto& job : wish->jobs) {
      if (job.result) results.push_back(std::move(*job.result));
    }
    co_return answer({{"schemas", array{kResponseSchema}}, {"Operations", std::move(results)}});
  };
  auto limits = options();
  limits.deadline = seconds{120};
  router.add(http::Method::post, "/scim/v2/Bulk", guarded(deps, {}, operation), limits);
}

}  // namespace tessera::endpoints::scim_api
