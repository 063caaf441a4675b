#include "endpoints/enrol/routes.hpp"

#include <memory>

#include "endpoints/enrol/answers.hpp"
#include "endpoints/enrol/begin.hpp"
#include "endpoints/enrol/bind.hpp"
#include "endpoints/enrol/evidence.hpp"
#include "endpoints/enrol/invitation.hpp"
#include "endpoints/enrol/review.hpp"

namespace tessera::endpoints {
namespace {

using Endpoint = Task<http::Response> (*)(const EnrolDeps&, http::Request&);

struct Row {
  http::Method method;
  const char* path;
  Endpoint endpoint;
};

constexpr auto kGet = http::Method::get;
constexpr auto kPost = http::Method::post;

constexpr Row kRoutes[] = {
    {kGet, "/enrol", show_enrol_start},
    {kPost, "/enrol", start_enrolment},
    {kGet, "/enrol/resume", show_resume},
    {kPost, "/enrol/resume", resume_enrolment},
    {kGet, "/enrol/track", show_track},
    {kPost, "/enrol/track", track_enrolment},
    {kGet, "/enrol/status", show_status},
    {kGet, "/enrol/withdraw", show_withdraw},
    {kPost, "/enrol/withdraw", withdraw_enrolment},
    {kPost, "/enrol/edit", edit_again},
    {kGet, "/enrol/contact", show_contact},
    {kPost, "/enrol/contact", send_contact},
    {kGet, "/enrol/contact/code", show_contact_code},
    {kPost, "/enrol/contact/code", confirm_contact},
    {kGet, "/enrol/details", show_details},
    {kPost, "/enrol/details", save_details},
    {kGet, "/enrol/document", show_document},
    {kPost, "/enrol/document", save_document},
    {kGet, "/enrol/evidence", show_evidence},
    {kPost, "/enrol/evidence/remove", remove_evidence},
    {kGet, "/enrol/check", show_check},
    {kPost, "/enrol/check", submit_enrolment},
    {kGet, "/enrol/bind", show_bind},
    {kPost, "/enrol/bind", bind_password},
    {kGet, "/enrol/bind/code", show_bind_code},
    {kPost, "/enrol/bind/code", bind_code},
    {kGet, "/enrol/invitation", show_invitation},
    {kPost, "/enrol/invitation", accept_invitation},
    {kGet, "/enrol/first-admin", show_first_admin},
    {kPost, "/enrol/first-admin", save_first_admin},
    {kGet, "/review", show_queue},
    {kGet, "/review/{id}", show_case},
    {kPost, "/review/{id}/take", take_case},
    {kPost, "/review/{id}/give-back", give_case_back},
    {kPost, "/review/{id}/reveal", reveal_case},
    {kPost, "/review/{id}/decide", decide_case},
    {kGet, "/review/{id}/evidence/{evidence}", download_evidence},
};

// A scan has 8 MB at most (enrol/upload). What is larger is read up to here and thrown away, so
// that the browser shows the page that says so; the limits of the transport come first.
constexpr std::size_t kMostUpload = 24 * 1024 * 1024;

}  // namespace

void add_enrol_routes(http::Router& router, const EnrolDeps& deps) {
  const auto shared = std::make_shared<const EnrolDeps>(deps);
  for (const auto& row : kRoutes) {
    router.add(row.method, row.path, [shared, endpoint = row.endpoint](http::Request& request) {
      return endpoint(*shared, request);
    });
  }
  router.add(kPost, "/enrol/evidence",
             [shared](http::Request& request) { return upload_evidence(*shared, request); },
             {.max_body = kMostUpload, .stream_body = true, .deadline = seconds{60}});
}

}  // namespace tessera::endpoints
