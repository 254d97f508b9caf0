import './app.css'
import { mount } from 'svelte'
import App from './App.svelte'
import { firstTheme, wear } from './theme'

wear(firstTheme())
const target = document.getElementById('app')
if (target) mount(App, { target })
