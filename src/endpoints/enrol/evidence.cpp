#include "endpoints/enrol/evidence.hpp"

#include <algorithm>

#include <tessera/codec/multipart.hpp>

#include "endpoints/enrol/applicant_cookie.hpp"
#include "ui/enrol_pages.hpp"

namespace tessera::endpoints {
namespace {

constexpr std::size_t kMostToken = 256;

Task<http::Response> show(const EnrolDeps& deps, http::Request& request,
                          const enrol::Application& application,
                          std::vector<ui::FieldMessage> errors, int status) {
  ui::EnrolEvidencePage page{.errors = std::move(errors)};
  for (const auto& scan : (co_await deps.applicants.draft(application)).evidence) {
    page.scans.push_back({to_string(scan.id), "enrol.document." + scan.document_type,
                          size_text(scan.size), format_text(scan.media_type)});
  }
  co_return deps.web.page(request, std::nullopt, page, status);
}

// The one rule about forms of ours, asked with the token that came as a part.
Result<void> check_token(const EnrolDeps& deps, const http::Request& request,
                         const std::string& token) {
  http::Request form{.method = request.method, .path = request.path, .host = request.host};
  for (const auto& header : request.headers) {
    if (header.first != "content-type") form.headers.push_back(header);
  }
  form.headers.emplace_back("content-type", "application/x-www-form-urlencoded");
  form.body = codec::encode_form({{std::string(kCsrfField), token}});
  const auto checked = deps.web.checked_form(form);
  if (!checked) return std::unexpected(checked.error());
  return {};
}

// Feeds the parts of one form into one upload. The browser sends the fields in the order of the
// page.
class Receiver {
 public:
  Receiver(const EnrolDeps& deps, const http::Request& request,
           const enrol::Application& application)
      : deps_(deps), request_(request), application_(application) {}

  Task<Result<void>> take(codec::MultipartPiece piece) {
    using Kind = codec::MultipartPiece::Kind;
    if (piece.kind == Kind::begin) co_return co_await begin(piece);
    if (piece.kind == Kind::data && field_ == kCsrfField) co_return add_token(piece.data);
    if (piece.kind == Kind::data && field_ == "scan" && upload_)
      co_return co_await upload_->write(piece.data);
    if (piece.kind == Kind::end && field_ == kCsrfField) co_return check();
    co_return Result<void>{};
  }
  Task<Result<void>> finish(bool whole) {
    if (!upload_) co_return fail(Errc::invalid, checked_ ? "evidence.empty" : "csrf.failed");
    if (!whole) co_return fail(Errc::invalid, "multipart.malformed");
    const auto stored = co_await upload_->finish(request_.context);
    if (!stored) co_return std::unexpected(stored.error());
    upload_.reset();
    co_return Result<void>{};
  }
  // Whatever was begun and not finished goes.
  Task<> abandon() {
    if (upload_) co_await upload_->abandon();
    upload_.reset();
  }

 private:
  Task<Result<void>> begin(const codec::MultipartPiece& piece) {
    field_ = piece.name;
    if (field_ != "scan" || !piece.filename || piece.filename->empty()) co_return Result<void>{};
    if (!checked_) co_return fail(Errc::forbidden, "csrf.failed", {}, "token after the file");
    if (upload_) co_return fail(Errc::invalid, "multipart.too_many");
    auto begun = co_await deps_.applicants.begin_upload(application_, request_.context);
    if (!begun) co_return std::unexpected(begun.error());
    upload_ = std::move(*begun);
    co_return Result<void>{};
  }
  Result<void> add_token(const std::string& data) {
    token_ += data;
    if (token_.size() > kMostToken) return fail(Errc::forbidden, "csrf.failed");
    return {};
  }
  Result<void> check() {
    auto ok = check_token(deps_, request_, token_);
    checked_ = ok.has_value();
    return ok;
  }

  const EnrolDeps& deps_;
  const http::Request& request_;
  const enrol::Application& application_;
  std::string field_;
  std::string token_;
  bool checked_ = false;
  std::unique_ptr<enrol::EvidenceUpload> upload_;
};

Task<Result<void>> receive(const http::Request& request, Receiver& receiver) {
  const auto* type = request.header("content-type");
  const auto boundary = codec::MultipartReader::boundary_of(type == nullptr ? "" : *type);
  if (!boundary || request.stream == nullptr) co_return fail(Errc::unsupported, "form.type");
  codec::MultipartReader reader(*boundary);
  while (true) {
    const auto bytes = co_await request.stream->next();
    if (!bytes) co_return std::unexpected(bytes.error());
    if (bytes->empty()) break;
    auto pieces = reader.feed(*bytes);
    if (!pieces) co_return std::unexpected(pieces.error());
    for (auto& piece : *pieces) {
      if (auto taken = co_await receiver.take(std::move(piece)); !taken) co_return taken;
    }
  }
  co_return co_await receiver.finish(reader.finished());
}

// A browser shows our page only if it could send all it wanted to. The route's limit ends the rest.
Task<> drain(const http::Request& request) {
  while (request.stream != nullptr) {
    const auto bytes = co_await request.stream->next();
    if (!bytes || bytes->empty()) co_return;
  }
}

}  // namespace

std::string size_text(std::int64_t bytes) {
  if (bytes < 1024 * 1024) return std::to_string((bytes + 1023) / 1024) + " KB";
  const auto tenths = bytes * 10 / (1024 * 1024);
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " MB";
}

std::string format_text(std::string_view media_type) {
  if (media_type == "image/jpeg") return "JPEG";
  if (media_type == "image/png") return "PNG";
  return "PDF";
}

Task<http::Response> show_evidence(const EnrolDeps& deps, http::Request& request) {
  auto opened = co_await open_application(deps, request);
  if (opened.refusal) co_return std::move(*opened.refusal);
  co_return co_await show(deps, request, *opened.application, {}, 200);
}

Task<http::Response> upload_evidence(const EnrolDeps& deps, http::Request& request) {
  auto opened = co_await open_application(deps, request);
  if (opened.refusal) co_return std::move(*opened.refusal);
  Receiver receiver(deps, request, *opened.application);
  std::exception_ptr broken;
  Result<void> received;
  try {
    received = co_await receive(request, receiver);
  } catch (...) {
    broken = std::current_exception();
  }
  if (broken || !received) co_await receiver.abandon();
  if (broken) std::rethrow_exception(broken);
  if (received) co_return http::redirect("/enrol/evidence");
  const auto& error = received.error();
  if (error.code == Errc::forbidden || error.code == Errc::rate_limited ||
      error.id == "form.type" || error.id == "enrol.not_editable") {
    co_return deps.web.error_page(request, error, "/enrol/evidence");
  }
  co_await drain(request);
  co_return co_await show(deps, request, *opened.application, {{"scan", error.id}},
                          http::status_of(error.code));
}

Task<http::Response> remove_evidence(const EnrolDeps& deps, http::Request& request) {
  auto opened = co_await open_application(deps, request);
  if (opened.refusal) co_return std::move(*opened.refusal);
  const auto form = deps.web.checked_form(request);
  if (!form) co_return deps.web.error_page(request, form.error(), "/enrol/evidence");
  const auto id = parse_uuid(form->value("evidence"));
  const auto removed = co_await deps.applicants.remove_evidence(
      *opened.application, id.value_or(Uuid{}), request.context);
  if (!removed) co_return deps.web.error_page(request, removed.error(), "/enrol/evidence");
  co_return http::redirect("/enrol/evidence");
}

}  // namespace tessera::endpoints
