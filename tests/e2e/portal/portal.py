"""A small government portal in Python: Flask and Authlib as Debian ships them, used as the guide
docs/guides/connect-a-portal.md says. Run as a process of its own: ISSUER, CLIENT_ID, CLIENT_SECRET,
REDIRECT_URI, SCOPE, and REQUESTS_CA_BUNDLE for the development CA. Prints "portal: ready URL"."""

import json
import os
import secrets
from urllib.parse import urlencode, urlsplit

from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.flask_client import OAuth
from flask import Flask, redirect, request, session
from markupsafe import escape
from werkzeug.serving import make_server

redirect_uri = urlsplit(os.environ["REDIRECT_URI"])
home = f"{redirect_uri.scheme}://{redirect_uri.netloc}/"

app = Flask(__name__)
app.secret_key = secrets.token_bytes(32)
oauth = OAuth(app)
oauth.register("gov", client_id=os.environ["CLIENT_ID"], client_secret=os.environ["CLIENT_SECRET"],
               server_metadata_url=os.environ["ISSUER"] + "/.well-known/openid-configuration",
               client_kwargs={"scope": os.environ.get("SCOPE", "openid email"),
                              "code_challenge_method": "S256"})


def page(title, body, status=200):
    html = f'<!DOCTYPE html><html lang="en"><title>{title}</title><main><h1>{title}</h1>{body}</main></html>'
    return html, status, {"Cache-Control": "no-store"}


@app.route("/")
def start():
    if "person" not in session:
        return page("Portal", '<a id="login" href="/login">Sign in</a>')
    shown = escape(json.dumps({"claims": session["claims"], "userinfo": session["person"]}))
    return page("Portal: signed in",
                f'<pre id="claims">{shown}</pre> <a id="logout" href="/logout">Sign out</a>')


@app.route("/login")
def login():
    return oauth.gov.authorize_redirect(redirect_uri.geturl(), **request.args)


@app.route(redirect_uri.path)
def callback():
    token = oauth.gov.authorize_access_token()  # checks state, nonce, signature
    session["claims"] = token["userinfo"]
    session["person"] = oauth.gov.userinfo(token=token)
    session["id_token"] = token["id_token"]
    return redirect("/")


@app.route("/logout")
def logout():
    hint = session.get("id_token", "")
    session.clear()
    end = oauth.gov.load_server_metadata()["end_session_endpoint"]
    return redirect(f"{end}?" + urlencode({"id_token_hint": hint, "post_logout_redirect_uri": home}))


@app.errorhandler(OAuthError)
def failed(error):
    return page("Portal: sign-in failed", f'<p id="error">{escape(error.error)}</p>', 400)


if __name__ == "__main__":
    server = make_server(redirect_uri.hostname, redirect_uri.port, app, threaded=True)
    print(f"portal: ready {home}", flush=True)
    server.serve_forever()
